package io.ydbtopic.broker;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.UpdateTokenRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What both kinds of streams have in common ({@code S1} to {@code S9}).
 */
class StreamRulesTest {

	private final FailingClock clock = new FailingClock();

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.clock(this.clock).topic("orders:1:billing"));

	/** Stands for a mistake somewhere inside. */
	private static final class FailingClock extends Clock {

		private volatile @Nullable Supplier<Throwable> failure;

		@Override
		public Instant instant() {
			Supplier<Throwable> thrown = this.failure;
			if (thrown != null) {
				StreamRulesTest.<RuntimeException>raise(thrown.get());
			}
			return Clock.systemUTC().instant();
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

	private WriteStream writer() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "p");
		return writer;
	}

	private ReadStream reader() {
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		return reader;
	}

	private static WriteRequest.Builder sized(long seqNo, int dataBytes) {
		return WriteRequest.newBuilder()
			.setCodec(1)
			.addMessages(WriteRequest.MessageData.newBuilder()
				.setSeqNo(seqNo)
				.setData(ByteString.copyFrom(new byte[dataBytes])));
	}

	/** A write whose whole message has exactly this size. */
	private static WriteRequest.Builder ofFrameSize(long seqNo, int frameBytes) {
		int overhead = FromClient.newBuilder().setWriteRequest(sized(seqNo, frameBytes)).build().getSerializedSize()
				- frameBytes;
		return sized(seqNo, frameBytes - overhead);
	}

	@Test
	void ordinaryMessagesOfAWriterCarrySuccessAndNoIssues() {
		WriteStream writer = this.test.writer();
		writer.initOnly(StreamWriteMessage.InitRequest.newBuilder().setPath("orders").setProducerId("p"));
		writer.writeOnly(1, 2);
		writer.writeOnly(2);
		writer
			.send(FromClient.newBuilder().setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken("t")).build());
		for (int i = 0; i < 4; i++) {
			FromServer message = writer.next();
			assertThat(message.getStatus()).isEqualTo(StatusCode.SUCCESS);
			assertThat(message.getIssuesCount()).isZero();
			assertThat(message.getServerMessageCase()).isNotEqualTo(FromServer.ServerMessageCase.SERVERMESSAGE_NOT_SET);
		}
	}

	@Test
	void ordinaryMessagesOfAReaderCarrySuccessAndNoIssues() {
		writer().write(1, 2);
		ReadStream reader = this.test.reader();
		reader.initOnly(ReadStream.request("orders", "billing"));
		reader.grant(1_000_000);
		for (int i = 0; i < 4; i++) {
			StreamReadMessage.FromServer message = reader.next();
			assertThat(message.getStatus()).isEqualTo(StatusCode.SUCCESS);
			assertThat(message.getIssuesCount()).isZero();
			assertThat(message.getServerMessageCase())
				.isNotEqualTo(StreamReadMessage.FromServer.ServerMessageCase.SERVERMESSAGE_NOT_SET);
			if (message.hasStartPartitionSessionRequest()) {
				reader.confirmStart(1);
			}
			if (message.hasReadResponse()) {
				reader.commitOnly(1, 0, 2);
			}
		}
	}

	@Test
	void theFatalMessageIsTheLastOne() {
		WriteStream writer = writer();
		writer.writeOnly(0);
		writer.awaitFatal();
		assertThat(writer.poll(Duration.ofMillis(50))).isNull();
		ReadStream reader = reader();
		reader.confirmStop(reader.awaitStart().getPartitionSession().getPartitionSessionId());
		reader.awaitFatal();
		assertThat(reader.poll(Duration.ofMillis(50))).isNull();
	}

	@Test
	void whatComesAfterTheFatalMessageHasNoEffect() {
		WriteStream writer = writer();
		writer.writeOnly(0);
		writer.writeOnly(1);
		writer.writeOnly(2);
		writer.awaitFatal();
		assertThat(this.test.broker().endOffset("orders", 0)).isZero();

		writer().write(1, 2);
		ReadStream reader = reader();
		reader.awaitStart();
		reader.commitOnly(1, -1, 1);
		reader.commitOnly(1, 0, 2);
		reader.awaitFatal();
		assertThat(this.test.broker().committedOffset("orders", 0, "billing")).isZero();
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void raise(Throwable thrown) throws T {
		throw (T) thrown;
	}

	private static List<Supplier<Throwable>> mistakes() {
		return List.of(() -> new IllegalStateException("a secret of the inside"),
				() -> new StackOverflowError("a secret of the inside"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void aFailureInsideIsUnavailableAndShowsNothing(Supplier<Throwable> mistake) {
		WriteStream writer = writer();
		this.clock.failure = mistake;
		writer.writeOnly(1);
		FromServer fatal = writer.awaitFatal();
		this.clock.failure = null;
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500100);
		assertThat(fatal.getIssues(0).getMessage()).isEqualTo("Internal error");
		assertThat(WriteStream.offsets(writer().write(1))).containsExactly(0L);
	}

	@Test
	void aBrokerThatCloses() {
		WriteStream writer = writer();
		ReadStream reader = reader();
		this.test.broker().close();
		assertThat(writer.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(reader.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
	}

	@Test
	void aClientThatCancels() {
		WriteStream writer = writer();
		writer.write(1);
		writer.cancel();
		assertThat(writer.awaitEnd().getCode()).isEqualTo(Status.Code.CANCELLED);
		ReadStream reader = reader();
		reader.start();
		reader.commit(1, 0, 1);
		reader.cancel();
		assertThat(reader.awaitEnd().getCode()).isEqualTo(Status.Code.CANCELLED);
		assertThat(writer().write(2).getAcks(0).hasWritten()).isTrue();
		assertThat(reader().awaitStart().getCommittedOffset()).isEqualTo(1);
	}

	@Test
	void aFrameOfExactlyTheLimitIsTakenAndDelivered() {
		WriteStream writer = writer();
		writer.writeOnly(ofFrameSize(1, 64_000_000));
		assertThat(WriteStream.offsets(writer.response())).containsExactly(0L);
		ReadStream reader = reader();
		reader.start();
		reader.grant(1);
		assertThat(reader.awaitData().getBytesSize()).isGreaterThan(63_999_000);
	}

	@Test
	void aFrameOfOneByteMoreIsRefused() {
		WriteStream writer = writer();
		writer.writeOnly(ofFrameSize(1, 64_000_001));
		Status status = writer.awaitEnd();
		assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		assertThat(status.getDescription()).isEqualTo("Received message larger than max (64000001 vs. 64000000)");
		assertThat(this.test.broker().endOffset("orders", 0)).isZero();
	}

	/** Many pings without a call, one after the other, as a raw HTTP/2 client. */
	@Test
	void keepAlivePingsAreAnswered() throws IOException {
		try (Socket socket = new Socket("localhost", this.test.broker().port())) {
			socket.setSoTimeout(10_000);
			OutputStream out = socket.getOutputStream();
			DataInputStream in = new DataInputStream(socket.getInputStream());
			out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			out.write(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });
			for (int i = 0; i < 30; i++) {
				out.write(new byte[] { 0, 0, 8, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) i });
				out.flush();
				awaitPong(in, i);
			}
		}
	}

	private static void awaitPong(DataInputStream in, int number) throws IOException {
		while (true) {
			int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
			int type = in.readUnsignedByte();
			int flags = in.readUnsignedByte();
			in.readInt();
			byte[] payload = in.readNBytes(length);
			assertThat(type).as("no GOAWAY").isNotEqualTo(7);
			if (type == 6 && (flags & 1) == 1) {
				assertThat(payload[7]).isEqualTo((byte) number);
				return;
			}
		}
	}

	@Test
	void aConnectionThatIsLostReleasesEverything() throws InterruptedException {
		CountDownLatch started = new CountDownLatch(1);
		TestBroker.withChannel(this.test.broker(), (channel) -> {
			WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel));
			writer.init("orders", "p");
			writer.write(1);
			ReadStream reader = new ReadStream(TopicServiceGrpc.newStub(channel));
			reader.init("orders", "billing");
			reader.start();
			started.countDown();
			channel.shutdownNow();
		});
		assertThat(started.getCount()).isZero();
		assertThat(reader().awaitStart().getPartitionSession().getPartitionId()).isZero();
		assertThat(writer().write(1, 2).getAcks(0).hasSkipped()).isTrue();
		await().until(() -> this.test.broker().openStreams() == 2);
	}

	@Test
	void aCommitThatWasSentBeforeTheHalfCloseCounts() {
		writer().write(1, 2);
		ReadStream reader = reader();
		reader.start();
		reader.commitOnly(1, 0, 2);
		reader.halfClose();
		assertThat(reader.awaitEnd().isOk()).isTrue();
		assertThat(reader().awaitStart().getCommittedOffset()).isEqualTo(2);
	}

}
