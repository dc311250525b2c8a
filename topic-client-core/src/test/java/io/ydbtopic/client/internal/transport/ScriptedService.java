package io.ydbtopic.client.internal.transport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import com.google.protobuf.Any;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.discovery.EndpointInfo;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResponse;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.DropTopicResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/** The server's side of the transport's tests: what it does is set by each test. */
final class ScriptedService extends TopicServiceGrpc.TopicServiceImplBase implements ServerInterceptor {

	final List<Metadata> headers = new CopyOnWriteArrayList<>();

	final List<StreamWriteMessage.FromClient> received = new CopyOnWriteArrayList<>();

	final AtomicInteger opened = new AtomicInteger();

	final AtomicInteger halfClosed = new AtomicInteger();

	final AtomicInteger lost = new AtomicInteger();

	/** Who answers writers; the default keeps them open. */
	volatile Consumer<StreamObserver<StreamWriteMessage.FromServer>> onOpen = (out) -> {
	};

	volatile BiConsumer<DropTopicRequest, StreamObserver<DropTopicResponse>> onDrop = (request, out) -> succeed(out);

	static void succeed(StreamObserver<DropTopicResponse> out) {
		out.onNext(DropTopicResponse.newBuilder().setOperation(done().build()).build());
		out.onCompleted();
	}

	static Operation.Builder done() {
		return Operation.newBuilder().setReady(true).setStatus(StatusIds.StatusCode.SUCCESS);
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata metadata,
			ServerCallHandler<Q, R> next) {
		this.headers.add(metadata);
		return next.startCall(call, metadata);
	}

	@Override
	public StreamObserver<StreamWriteMessage.FromClient> streamWrite(
			StreamObserver<StreamWriteMessage.FromServer> out) {
		this.opened.incrementAndGet();
		((ServerCallStreamObserver<StreamWriteMessage.FromServer>) out).setOnCancelHandler(this.lost::incrementAndGet);
		this.onOpen.accept(out);
		return new StreamObserver<>() {

			@Override
			public void onNext(StreamWriteMessage.FromClient message) {
				ScriptedService.this.received.add(message);
			}

			@Override
			public void onError(Throwable error) {
				// Counted by the cancel handler.
			}

			@Override
			public void onCompleted() {
				ScriptedService.this.halfClosed.incrementAndGet();
				out.onCompleted();
			}

		};
	}

	@Override
	public void dropTopic(DropTopicRequest request, StreamObserver<DropTopicResponse> out) {
		this.onDrop.accept(request, out);
	}

	/**
	 * A discovery service that answers with these ports of localhost, or never if there
	 * are none.
	 */
	static DiscoveryServiceGrpc.DiscoveryServiceImplBase discovery(AtomicInteger asked, List<Integer> ports) {
		return new DiscoveryServiceGrpc.DiscoveryServiceImplBase() {

			@Override
			public void listEndpoints(ListEndpointsRequest request, StreamObserver<ListEndpointsResponse> out) {
				asked.incrementAndGet();
				if (ports.isEmpty()) {
					return;
				}
				ListEndpointsResult.Builder result = ListEndpointsResult.newBuilder();
				ports.forEach(
						(port) -> result.addEndpoints(EndpointInfo.newBuilder().setAddress("localhost").setPort(port)));
				out.onNext(ListEndpointsResponse.newBuilder()
					.setOperation(done().setResult(Any.pack(result.build())))
					.build());
				out.onCompleted();
			}

		};
	}

}
