package io.ydbtopic.broker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that stop to take what the broker sends: what waits for them is bounded by flow
 * control, and nothing is lost when they go on.
 */
class SlowClientsTest {

	private static final int WINDOW = 65_536;

	/** What the windows and buffers of one stream may hold, with room to spare. */
	private static final long HELD_BYTES_MAX = 3_000_000;

	private final AtomicLong sentBytes = new AtomicLong();

	private final AtomicLong received = new AtomicLong();

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing")
		.interceptor(new OutboundCalls((method, message) -> this.sentBytes
			.addAndGet((message instanceof MessageLite sent) ? sent.getSerializedSize() : 0))));

	private ManagedChannel channel;

	@BeforeEach
	void open() {
		this.channel = NettyChannelBuilder.forAddress("localhost", this.test.broker().port())
			.usePlaintext()
			.flowControlWindow(WINDOW)
			.build();
	}

	@AfterEach
	void close() throws InterruptedException {
		this.channel.shutdownNow();
		this.channel.awaitTermination(5, TimeUnit.SECONDS);
	}

	/** A call that takes only as many messages as the test asks for. */
	private <Q, R> ClientCall<Q, R> call(MethodDescriptor<Q, R> method, AtomicReference<R> last) {
		ClientCall<Q, R> call = this.channel.newCall(method, CallOptions.DEFAULT);
		call.start(new ClientCall.Listener<>() {

			@Override
			public void onMessage(R message) {
				last.set(message);
				SlowClientsTest.this.received.incrementAndGet();
			}

		}, new Metadata());
		return call;
	}

	/** Sends until the transport takes no more for a while. */
	private <Q> long fill(ClientCall<Q, ?> call, Q message, long countMax) {
		long sent = 0;
		while (sent < countMax && becomesReady(call)) {
			call.sendMessage(message);
			sent++;
		}
		return sent;
	}

	private static boolean becomesReady(ClientCall<?, ?> call) {
		if (call.isReady()) {
			return true;
		}
		try {
			await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofMillis(500)).until(call::isReady);
			return true;
		}
		catch (org.awaitility.core.ConditionTimeoutException ex) {
			return false;
		}
	}

	@Test
	void aReaderThatTakesNothingIsSentNoMoreThanTheWindows() {
		int count = 160;
		WriteStream writer = this.test.writer();
		writer.init("orders", "p");
		ByteString payload = ByteString.copyFrom(new byte[100_000]);
		for (int i = 1; i <= count; i++) {
			writer.writeOnly(
					WriteRequest.newBuilder().setCodec(1).addMessages(WriteStream.message(i, "").setData(payload)));
			writer.response();
		}
		AtomicReference<StreamReadMessage.FromServer> last = new AtomicReference<>();
		ClientCall<StreamReadMessage.FromClient, StreamReadMessage.FromServer> reader = call(
				TopicServiceGrpc.getStreamReadMethod(), last);
		reader.request(2);
		reader.sendMessage(StreamReadMessage.FromClient.newBuilder()
			.setInitRequest(ReadStream.request("orders", "billing"))
			.build());
		await().until(() -> last.get() != null && last.get().hasStartPartitionSessionRequest());
		long id = last.get().getStartPartitionSessionRequest().getPartitionSession().getPartitionSessionId();
		long before = this.sentBytes.get();
		reader.sendMessage(StreamReadMessage.FromClient.newBuilder()
			.setReadRequest(StreamReadMessage.ReadRequest.newBuilder().setBytesSize(1_000_000_000))
			.build());
		reader.sendMessage(StreamReadMessage.FromClient.newBuilder()
			.setStartPartitionSessionResponse(
					StreamReadMessage.StartPartitionSessionResponse.newBuilder().setPartitionSessionId(id))
			.build());
		await().until(() -> this.sentBytes.get() > before);
		await().during(Duration.ofMillis(300)).until(() -> this.sentBytes.get() - before < HELD_BYTES_MAX);
		reader.request(1_000);
		await().until(() -> last.get().hasReadResponse() && endOffset(last.get()) == count);
		reader.cancel("done", null);
	}

	private static long endOffset(StreamReadMessage.FromServer message) {
		var batches = message.getReadResponse().getPartitionData(0).getBatchesList();
		var messages = batches.get(batches.size() - 1).getMessageDataList();
		return messages.get(messages.size() - 1).getOffset() + 1;
	}

	@Test
	void aReaderThatAsksWithoutTakingAnswersIsStopped() {
		AtomicReference<StreamReadMessage.FromServer> last = new AtomicReference<>();
		ClientCall<StreamReadMessage.FromClient, StreamReadMessage.FromServer> reader = call(
				TopicServiceGrpc.getStreamReadMethod(), last);
		reader.request(2);
		reader.sendMessage(StreamReadMessage.FromClient.newBuilder()
			.setInitRequest(ReadStream.request("orders", "billing"))
			.build());
		await().until(() -> this.received.get() == 2);
		long id = last.get().getStartPartitionSessionRequest().getPartitionSession().getPartitionSessionId();
		reader.sendMessage(StreamReadMessage.FromClient.newBuilder()
			.setStartPartitionSessionResponse(
					StreamReadMessage.StartPartitionSessionResponse.newBuilder().setPartitionSessionId(id))
			.build());
		StreamReadMessage.FromClient ask = StreamReadMessage.FromClient.newBuilder()
			.setPartitionSessionStatusRequest(
					StreamReadMessage.PartitionSessionStatusRequest.newBuilder().setPartitionSessionId(id))
			.build();
		long countMax = 400_000;
		long sent = fill(reader, ask, countMax);
		assertThat(sent).isLessThan(countMax);
		assertThat(this.sentBytes.get()).as("bytes of answers that nobody takes").isLessThan(4 * WINDOW);
		reader.request(Integer.MAX_VALUE);
		await().atMost(Duration.ofSeconds(20)).until(() -> this.received.get() == sent + 2);
		reader.cancel("done", null);
	}

	@Test
	void aWriterThatTakesNoAcksIsStopped() {
		AtomicReference<StreamWriteMessage.FromServer> last = new AtomicReference<>();
		ClientCall<StreamWriteMessage.FromClient, StreamWriteMessage.FromServer> writer = call(
				TopicServiceGrpc.getStreamWriteMethod(), last);
		writer.request(1);
		writer.sendMessage(StreamWriteMessage.FromClient.newBuilder()
			.setInitRequest(StreamWriteMessage.InitRequest.newBuilder().setPath("orders").setProducerId("p"))
			.build());
		await().until(() -> this.received.get() == 1);
		StreamWriteMessage.FromClient message = StreamWriteMessage.FromClient.newBuilder()
			.setWriteRequest(WriteRequest.newBuilder()
				.setCodec(1)
				.addMessages(WriteStream.message(1, "").setData(ByteString.copyFrom(new byte[1_000]))))
			.build();
		long countMax = 400_000;
		long sent = fill(writer, message, countMax);
		assertThat(sent).isLessThan(countMax);
		assertThat(this.sentBytes.get()).as("bytes of answers that nobody takes").isLessThan(4 * WINDOW);
		writer.request(Integer.MAX_VALUE);
		await().atMost(Duration.ofSeconds(20)).until(() -> this.received.get() == sent + 1);
		writer.cancel("done", null);
	}

}
