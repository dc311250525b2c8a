package io.ydbtopic.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker on a free port for each test, with a channel to it; closes what was opened.
 */
final class TestBroker implements BeforeEachCallback, AfterEachCallback {

	private final Consumer<BrokerOptions.Builder> setUp;

	private final List<TestStream<?, ?>> streams = new ArrayList<>();

	private EmbeddedBroker broker;

	private ManagedChannel channel;

	TestBroker(Consumer<BrokerOptions.Builder> setUp) {
		this.setUp = setUp;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		BrokerOptions.Builder options = BrokerOptions.builder();
		this.setUp.accept(options);
		this.broker = EmbeddedBroker.start(options.build());
		this.channel = NettyChannelBuilder.forAddress("localhost", this.broker.port())
			.usePlaintext()
			.maxInboundMessageSize(128 << 20)
			.build();
	}

	@Override
	public void afterEach(ExtensionContext context) throws InterruptedException {
		if (context.getExecutionException().isPresent()) {
			System.out.println(
					"What the broker did in " + context.getDisplayName() + ":\n" + this.broker.journal().tail(200));
		}
		this.streams.forEach(TestStream::close);
		this.channel.shutdownNow();
		this.channel.awaitTermination(5, TimeUnit.SECONDS);
		this.broker.close();
		assertThat(this.broker.openStreams()).as("streams that outlive the broker").isZero();
	}

	/** Works through a channel of its own, which is closed afterwards. */
	static void withChannel(EmbeddedBroker broker, Consumer<ManagedChannel> work) throws InterruptedException {
		ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", broker.port()).usePlaintext().build();
		try {
			work.accept(channel);
		}
		finally {
			channel.shutdownNow();
			channel.awaitTermination(5, TimeUnit.SECONDS);
		}
	}

	EmbeddedBroker broker() {
		return this.broker;
	}

	ManagedChannel channel() {
		return this.channel;
	}

	TopicServiceGrpc.TopicServiceBlockingStub topics() {
		return TopicServiceGrpc.newBlockingStub(this.channel).withDeadlineAfter(10, TimeUnit.SECONDS);
	}

	/** Adds a token to calls; nothing when it is empty. */
	static ClientInterceptor token(String token) {
		Metadata headers = new Metadata();
		if (!token.isEmpty()) {
			headers.put(Metadata.Key.of("x-ydb-auth-ticket", Metadata.ASCII_STRING_MARSHALLER), token);
		}
		return MetadataUtils.newAttachHeadersInterceptor(headers);
	}

	WriteStream writer() {
		return writer("");
	}

	WriteStream writer(String token) {
		WriteStream stream = new WriteStream(TopicServiceGrpc.newStub(this.channel).withInterceptors(token(token)));
		this.streams.add(stream);
		return stream;
	}

	ReadStream reader() {
		return reader("");
	}

	ReadStream reader(String token) {
		ReadStream stream = new ReadStream(TopicServiceGrpc.newStub(this.channel).withInterceptors(token(token)));
		this.streams.add(stream);
		return stream;
	}

	/** The result of a successful operation. */
	static <M extends Message> M result(Operation operation, Class<M> type) {
		assertThat(operation.getReady()).isTrue();
		assertThat(operation.getStatus()).as(operation.toString()).isEqualTo(StatusCode.SUCCESS);
		try {
			return operation.getResult().unpack(type);
		}
		catch (InvalidProtocolBufferException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
