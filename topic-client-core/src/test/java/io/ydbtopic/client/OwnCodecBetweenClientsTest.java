package io.ydbtopic.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.ydb.topic.utils.Encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

/**
 * A codec of one's own between clients. The official SDK knows the number of one such
 * codec and has no place to register it, so the other side is a bare stub.
 */
@Timeout(60)
class OwnCodecBetweenClientsTest {

	private static final Duration LONG = Duration.ofSeconds(10);

	private static final Codec REVERSE = new ReversingCodec();

	private EmbeddedBroker broker;

	private TopicClient client;

	private ManagedChannel channel;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().topic("orders:1:billing").build());
		this.client = TopicClient
			.open(TopicClientSettings.builder(this.broker.connectionString()).codec(REVERSE).build());
		this.channel = NettyChannelBuilder.forAddress("localhost", this.broker.port()).usePlaintext().build();
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.client.close();
		this.channel.shutdownNow();
		this.channel.awaitTermination(10, TimeUnit.SECONDS);
		this.broker.close();
	}

	private void writeOurs(String text) {
		try (TopicWriter<String> writer = this.client.writer(WriterSettings.builder("orders").codec(REVERSE).build(),
				Serializer.string())) {
			writer.write(text).join();
		}
	}

	@Test
	void whatABareStubWroteWithAnOwnCodecOurReaderDecodes() throws Exception {
		Answers<StreamWriteMessage.FromServer> answers = new Answers<>();
		StreamObserver<StreamWriteMessage.FromClient> stream = TopicServiceGrpc.newStub(this.channel)
			.streamWrite(answers);
		stream.onNext(StreamWriteMessage.FromClient.newBuilder()
			.setInitRequest(StreamWriteMessage.InitRequest.newBuilder().setPath("orders").setProducerId("stub"))
			.build());
		assertThat(answers.next().hasInitResponse()).isTrue();
		stream.onNext(StreamWriteMessage.FromClient.newBuilder()
			.setWriteRequest(StreamWriteMessage.WriteRequest.newBuilder()
				.setCodec(REVERSE.number())
				.addMessages(StreamWriteMessage.WriteRequest.MessageData.newBuilder()
					.setSeqNo(1)
					.setUncompressedSize(5)
					.setData(ByteString.copyFromUtf8("olleh"))))
			.build());
		assertThat(answers.next().getWriteResponse().getAcksList()).hasSize(1);
		stream.onCompleted();
		try (TopicReader<String> reader = this.client.reader(ReaderSettings.of("billing", "orders"),
				Deserializer.string())) {
			ReceivedMessage<String> message = reader.receive(LONG);
			assertThat(message).isNotNull();
			assertThat(message.value()).isEqualTo("hello");
		}
	}

	@Test
	void whatOurWriterWroteWithAnOwnCodecABareStubReads() throws Exception {
		writeOurs("hello");
		Answers<StreamReadMessage.FromServer> answers = new Answers<>();
		StreamObserver<StreamReadMessage.FromClient> stream = TopicServiceGrpc.newStub(this.channel)
			.streamRead(answers);
		stream.onNext(StreamReadMessage.FromClient.newBuilder()
			.setInitRequest(StreamReadMessage.InitRequest.newBuilder()
				.setConsumer("billing")
				.addTopicsReadSettings(StreamReadMessage.InitRequest.TopicReadSettings.newBuilder().setPath("orders")))
			.build());
		assertThat(answers.next().hasInitResponse()).isTrue();
		stream.onNext(StreamReadMessage.FromClient.newBuilder()
			.setReadRequest(StreamReadMessage.ReadRequest.newBuilder().setBytesSize(1_000_000))
			.build());
		StreamReadMessage.StartPartitionSessionRequest start = answers.next().getStartPartitionSessionRequest();
		stream.onNext(StreamReadMessage.FromClient.newBuilder()
			.setStartPartitionSessionResponse(StreamReadMessage.StartPartitionSessionResponse.newBuilder()
				.setPartitionSessionId(start.getPartitionSession().getPartitionSessionId()))
			.build());
		StreamReadMessage.ReadResponse.Batch batch = answers.next().getReadResponse().getPartitionData(0).getBatches(0);
		stream.onCompleted();
		assertThat(batch.getCodec()).isEqualTo(REVERSE.number());
		assertThat(batch.getMessageData(0).getData().toStringUtf8()).isEqualTo("olleh");
		assertThat(batch.getMessageData(0).getUncompressedSize()).isEqualTo(5);
	}

	/** When this fails, the official SDK has learned it: then show it both ways. */
	@Test
	void theOfficialSdkKnowsNoCodecOfOnesOwn() {
		assertThatRuntimeException()
			.isThrownBy(() -> Encoder.encode(tech.ydb.topic.description.Codec.CUSTOM, new byte[] { 1 }))
			.withMessage("Unsupported codec: CUSTOM");
		assertThatRuntimeException()
			.isThrownBy(() -> Encoder.decode(tech.ydb.topic.description.Codec.CUSTOM, new byte[] { 1 }))
			.withMessage("Unsupported codec: CUSTOM");
	}

	/** Turns payloads round. */
	private static final class ReversingCodec implements Codec {

		@Override
		public int number() {
			return 10_000;
		}

		@Override
		public byte[] encode(byte[] payload) {
			byte[] turned = new byte[payload.length];
			for (int i = 0; i < payload.length; i++) {
				turned[i] = payload[payload.length - 1 - i];
			}
			return turned;
		}

		@Override
		public byte[] decode(ByteBuffer data, long expectedSize, int maxSize) throws IOException {
			if (data.remaining() > maxSize) {
				throw new IOException("payload of " + data.remaining() + " bytes (expected: at most " + maxSize + ")");
			}
			byte[] turned = new byte[data.remaining()];
			data.get(turned);
			return encode(turned);
		}

	}

	/** What the server says, one by one. */
	private static final class Answers<R> implements StreamObserver<R> {

		private final BlockingQueue<R> messages = new LinkedBlockingQueue<>();

		R next() throws InterruptedException {
			R message = this.messages.poll(10, TimeUnit.SECONDS);
			assertThat(message).isNotNull();
			if (message instanceof StreamWriteMessage.FromServer known) {
				assertThat(known.getStatus()).isEqualTo(StatusIds.StatusCode.SUCCESS);
			}
			return message;
		}

		@Override
		public void onNext(R value) {
			this.messages.add(value);
		}

		@Override
		public void onError(Throwable error) {
			// Nothing more comes: whoever waits for it fails.
		}

		@Override
		public void onCompleted() {
			// As above.
		}

	}

}
