package io.ydbtopic.benchmarks.stub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.discovery.EndpointInfo;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResponse;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * The server of all measurements, in a process of its own: it prints its port and serves
 * until its standard input ends.
 */
public final class StubServer {

	/** Ends all streams; the answer holds the number of cuts so far. */
	public static final MethodDescriptor<byte[], byte[]> CUT = MethodDescriptor
		.newBuilder(new RawMarshaller(), new RawMarshaller())
		.setType(MethodDescriptor.MethodType.UNARY)
		.setFullMethodName("bench.Control/Cut")
		.build();

	/** Offsets between two cuts: those after the n-th start at n times this. */
	public static final long EPOCH = ReadStub.EPOCH;

	private final OpenStreams streams = new OpenStreams();

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private StubServer() {
	}

	/**
	 * Serves.
	 * @param arguments none
	 * @throws IOException if no port can be had
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] arguments) throws IOException, InterruptedException {
		StubServer stub = new StubServer();
		Server[] holder = new Server[1];
		Server server = NettyServerBuilder.forPort(0)
			.addService(stub.topics())
			.addService(stub.control())
			.addService(new Discovery(holder))
			.maxInboundMessageSize(128 << 20)
			.flowControlWindow(8 << 20)
			// A server's default ends the connections of clients that ask for a sign of
			// life every few seconds.
			.permitKeepAliveTime(1, TimeUnit.SECONDS)
			.permitKeepAliveWithoutCalls(true)
			.build()
			.start();
		holder[0] = server;
		System.out.println(server.getPort());
		while (System.in.read() >= 0) {
			// Whoever started this holds the other end.
		}
		stub.timer.shutdownNow();
		server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
	}

	private ServerServiceDefinition topics() {
		return ServerServiceDefinition.builder(TopicServiceGrpc.SERVICE_NAME)
			.addMethod(raw(TopicServiceGrpc.getStreamWriteMethod()), ServerCalls.asyncBidiStreamingCall(this::write))
			.addMethod(raw(TopicServiceGrpc.getStreamReadMethod()), ServerCalls.asyncBidiStreamingCall(this::read))
			.build();
	}

	private ServerServiceDefinition control() {
		return ServerServiceDefinition.builder("bench.Control")
			.addMethod(CUT, ServerCalls.asyncUnaryCall((request, answers) -> {
				answers.onNext(ByteBuffer.allocate(Long.BYTES).putLong(this.streams.cut()).array());
				answers.onCompleted();
			}))
			.build();
	}

	private static MethodDescriptor<byte[], byte[]> raw(MethodDescriptor<?, ?> method) {
		RawMarshaller bytes = new RawMarshaller();
		return MethodDescriptor.newBuilder(bytes, bytes)
			.setType(method.getType())
			.setFullMethodName(method.getFullMethodName())
			.build();
	}

	private StreamObserver<byte[]> write(StreamObserver<byte[]> answers) {
		return new WriteStub((ServerCallStreamObserver<byte[]>) answers, this.streams, this.timer);
	}

	private StreamObserver<byte[]> read(StreamObserver<byte[]> answers) {
		return new ReadStub((ServerCallStreamObserver<byte[]>) answers, this.streams);
	}

	/** Names this server as the only node. */
	private static final class Discovery extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {

		private final Server[] server;

		Discovery(Server[] server) {
			this.server = server;
		}

		@Override
		public void listEndpoints(ListEndpointsRequest request, StreamObserver<ListEndpointsResponse> answers) {
			ListEndpointsResult result = ListEndpointsResult.newBuilder()
				.addEndpoints(EndpointInfo.newBuilder()
					.setAddress("localhost")
					.setPort(this.server[0].getPort())
					.setNodeId(1)
					.setLocation("here"))
				.setSelfLocation("here")
				.build();
			answers.onNext(ListEndpointsResponse.newBuilder()
				.setOperation(
						Operation.newBuilder().setReady(true).setStatus(StatusCode.SUCCESS).setResult(Any.pack(result)))
				.build());
			answers.onCompleted();
		}

	}

}
