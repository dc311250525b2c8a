package io.ydbtopic.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.proto.query.v1.QueryServiceGrpc;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

import static org.awaitility.Awaitility.await;

/**
 * A hostile client of the broker: whatever bytes it sends by whatever method, its calls
 * end when it cancels them, no answer tells of the broker's inside, and another client is
 * served as before.
 */
public final class ClientFramesTarget {

	private static final int FRAMES_MAX = 16;

	private static final String NAME = "fuzzed";

	private static final List<MethodDescriptor<?, ?>> METHODS = List.of(TopicServiceGrpc.getStreamWriteMethod(),
			TopicServiceGrpc.getStreamReadMethod(), TopicServiceGrpc.getCreateTopicMethod(),
			TopicServiceGrpc.getAlterTopicMethod(), TopicServiceGrpc.getDescribeTopicMethod(),
			TopicServiceGrpc.getDescribeConsumerMethod(), TopicServiceGrpc.getDescribePartitionMethod(),
			TopicServiceGrpc.getCommitOffsetMethod(), TopicServiceGrpc.getUpdateOffsetsInTransactionMethod(),
			QueryServiceGrpc.getExecuteQueryMethod(), QueryServiceGrpc.getBeginTransactionMethod());

	private static final List<String> INSIDE = List.of("Exception", "\tat ", "io.ydbtopic", "Internal error");

	private static final byte[] WRITE_INIT = StreamWriteMessage.FromClient.newBuilder()
		.setInitRequest(StreamWriteMessage.InitRequest.newBuilder().setPath("orders").setProducerId("hostile"))
		.build()
		.toByteArray();

	private static final byte[] READ_INIT = StreamReadMessage.FromClient.newBuilder()
		.setInitRequest(StreamReadMessage.InitRequest.newBuilder()
			.setConsumer("billing")
			.addTopicsReadSettings(StreamReadMessage.InitRequest.TopicReadSettings.newBuilder().setPath("orders")))
		.build()
		.toByteArray();

	/** Long, since a long run may get little of the processor. */
	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static EmbeddedBroker broker;

	private static ManagedChannel channel;

	private static int runs;

	private ClientFramesTarget() {
	}

	/** Anew now and then, so that what hostile clients store stays small. */
	private static void start() {
		if (broker != null && runs++ % 2_000 != 0) {
			return;
		}
		close();
		broker = EmbeddedBroker.start(BrokerOptions.builder()
			.inProcessName(NAME)
			.topic("orders:2:billing")
			.topic("healthy:1:billing")
			.build());
		channel = InProcessChannelBuilder.forName(NAME).directExecutor().build();
	}

	static void close() {
		if (broker != null) {
			channel.shutdownNow();
			broker.close();
			broker = null;
		}
	}

	public static void fuzzerTestOneInput(byte[] data) {
		start();
		Input input = new Input(data);
		MethodDescriptor<?, ?> method = METHODS.get(input.number() % METHODS.size());
		boolean init = (input.number() & 1) != 0;
		Call call = new Call(method);
		if (init && method == TopicServiceGrpc.getStreamWriteMethod()) {
			call.send(WRITE_INIT);
		}
		if (init && method == TopicServiceGrpc.getStreamReadMethod()) {
			call.send(READ_INIT);
		}
		List<byte[]> parts = method.getType().clientSendsOneMessage() ? List.of(input.rest()) : input.parts(FRAMES_MAX);
		parts.forEach(call::send);
		call.end();
		healthy();
		// The client may hear of the end a moment before the broker has forgotten the
		// stream.
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(PATIENCE)
			.until(() -> broker.openStreams() == 0);
	}

	/** Writes a message as anybody may, and gets its ack. */
	private static void healthy() {
		Call call = new Call(TopicServiceGrpc.getStreamWriteMethod());
		call.send(StreamWriteMessage.FromClient.newBuilder()
			.setInitRequest(StreamWriteMessage.InitRequest.newBuilder().setPath("healthy").setProducerId("healthy"))
			.build()
			.toByteArray());
		call.end();
		try {
			StreamWriteMessage.FromServer answer = StreamWriteMessage.FromServer.parseFrom(call.lastAnswer());
			if (!answer.hasInitResponse()) {
				throw new AssertionError("a healthy client is answered " + answer);
			}
		}
		catch (InvalidProtocolBufferException ex) {
			throw new AssertionError(ex);
		}
	}

	/** A call whose messages are bytes. */
	private static final class Call extends ClientCall.Listener<byte[]> {

		private final ClientCall<byte[], byte[]> call;

		private final CountDownLatch closed = new CountDownLatch(1);

		private final AtomicReference<byte[]> last = new AtomicReference<>(new byte[0]);

		private volatile String text = "";

		Call(MethodDescriptor<?, ?> method) {
			this.call = channel.newCall(method.toBuilder(new Bytes(), new Bytes()).build(), CallOptions.DEFAULT);
			this.call.start(this, new Metadata());
			this.call.request(Integer.MAX_VALUE);
		}

		void send(byte[] message) {
			if (this.closed.getCount() > 0) {
				this.call.sendMessage(message);
			}
		}

		/** Half-closes, waits for the end, and helps a stream that stays by a cancel. */
		void end() {
			this.call.halfClose();
			try {
				if (!this.closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
					this.call.cancel("no end after the half-close", null);
					throw new AssertionError("a half-closed call has no end");
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			String all = this.text + new String(this.last.get(), java.nio.charset.StandardCharsets.ISO_8859_1);
			for (String inside : INSIDE) {
				if (all.contains(inside)) {
					throw new AssertionError("an answer tells of the inside: " + all);
				}
			}
		}

		byte[] lastAnswer() {
			return this.last.get();
		}

		@Override
		public void onMessage(byte[] message) {
			this.last.set(message);
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			this.text = String.valueOf(status.getDescription());
			this.closed.countDown();
		}

	}

	private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

		@Override
		public InputStream stream(byte[] value) {
			return new ByteArrayInputStream(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			try {
				return stream.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
