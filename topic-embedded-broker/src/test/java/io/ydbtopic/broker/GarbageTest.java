package io.ydbtopic.broker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.MetadataItem;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.UpdateTokenRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that send nonsense: their streams end, a healthy writer and reader beside them
 * go on. {@code -Dbroker.garbage=full} makes it large.
 */
class GarbageTest {

	private static final boolean FULL = "full".equals(System.getProperty("broker.garbage"));

	private static final int FRAMES = FULL ? 20_000 : 100;

	private static final int HALF_OPEN_STREAMS = FULL ? 1_000 : 50;

	private static final int HALF_OPEN_CONNECTIONS = FULL ? 1_000 : 100;

	private static final int TINY_REQUESTS = FULL ? 1_000_000 : 2_000;

	private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {

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

	};

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing")
		.topic("healthy:1:billing")
		.silentConnectionTimeout(Duration.ofSeconds(2)));

	private WriteStream writer;

	private ReadStream reader;

	private long healthy;

	@BeforeEach
	void open() {
		this.writer = new WriteStream(stub());
		this.writer.init("healthy", "p");
		this.reader = new ReadStream(stub());
		this.reader.init("healthy", "billing");
		this.reader.start();
		this.reader.grant(100_000_000);
	}

	@AfterEach
	void theOthersGoOn() {
		exchange();
		this.writer.close();
		this.reader.close();
	}

	private void exchange() {
		this.healthy++;
		assertThat(WriteStream.offsets(this.writer.write(this.healthy))).containsExactly(this.healthy - 1);
		assertThat(ReadStream.offsets(this.reader.read(1))).containsExactly(this.healthy - 1);
	}

	private TopicServiceGrpc.TopicServiceStub stub() {
		return TopicServiceGrpc.newStub(this.test.channel());
	}

	@ParameterizedTest
	@ValueSource(strings = { "Ydb.Topic.V1.TopicService/StreamWrite", "Ydb.Topic.V1.TopicService/StreamRead" })
	void aStreamOfRandomBytesEndsWithoutAStackTrace(String method) throws Exception {
		Random random = new Random(42);
		for (int i = 0; i < FRAMES; i++) {
			byte[] frame = new byte[random.nextInt(200)];
			random.nextBytes(frame);
			Status end = sendFrame(method, frame);
			String text = String.valueOf(end.getDescription());
			assertThat(end.getCode()).isEqualTo(Status.Code.OK);
			assertThat(text).doesNotContain("Exception").doesNotContain("\tat ").doesNotContain("io.ydbtopic");
			if (i % 20 == 0) {
				exchange();
			}
		}
		await().atMost(Duration.ofSeconds(10)).until(() -> this.test.broker().openStreams() == 2);
	}

	private Status sendFrame(String method, byte[] frame) throws Exception {
		MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
			.setType(MethodDescriptor.MethodType.BIDI_STREAMING)
			.setFullMethodName(method)
			.setRequestMarshaller(BYTES)
			.setResponseMarshaller(BYTES)
			.build();
		CompletableFuture<Status> end = new CompletableFuture<>();
		ClientCall<byte[], byte[]> call = this.test.channel().newCall(descriptor, CallOptions.DEFAULT);
		call.start(new ClientCall.Listener<>() {

			@Override
			public void onClose(Status status, Metadata trailers) {
				end.complete(status);
			}

		}, new Metadata());
		call.request(100);
		call.sendMessage(frame);
		call.halfClose();
		return end.get(10, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, Long.MIN_VALUE, Long.MAX_VALUE })
	void absurdIdsAndSizesAreRefusedOrHarmless(long absurd) {
		WriteStream write = new WriteStream(stub());
		write.initOnly(InitRequest.newBuilder().setPath("orders").setProducerId("q").setPartitionId(absurd));
		assertRefused(write.awaitFatal());
		ReadStream read = new ReadStream(stub());
		read.init("orders", "billing");
		read.start();
		read.commitOnly(absurd, 0, 1);
		read.commitOnly(1, 0, absurd);
		read.grant(absurd);
		if (absurd > 0) {
			// A commit beyond the end waits for the messages, and a budget is only added.
			assertThat(read.isOpen()).isTrue();
			read.close();
			return;
		}
		StreamReadMessage.FromServer answer = read.awaitFatal();
		assertThat(answer.getStatus()).isNotEqualTo(StatusCode.SUCCESS);
		assertThat(answer.getIssues(0).getMessage()).doesNotContain("Exception").doesNotContain("Internal error");
	}

	@Test
	void budgetsAddedBeyondAllMeasureStayABudget() {
		ReadStream read = new ReadStream(stub());
		read.init("orders", "billing");
		read.start();
		for (int i = 0; i < 5; i++) {
			read.grant(Long.MAX_VALUE);
		}
		WriteStream write = new WriteStream(stub());
		write.init("orders", "q");
		write.write(1, 2);
		assertThat(ReadStream.offsets(read.read(2))).containsExactly(0L, 1L);
		write.close();
		read.close();
	}

	@Test
	void aNameOfAMegabyteIsANameOrRefused() {
		String name = "x".repeat(1_000_000);
		WriteStream unknownTopic = new WriteStream(stub());
		unknownTopic.initOnly(InitRequest.newBuilder().setPath(name).setProducerId("q"));
		assertThat(unknownTopic.awaitFatal().getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		ReadStream unknownConsumer = new ReadStream(stub());
		unknownConsumer.initOnly(ReadStream.request("orders", name));
		assertThat(unknownConsumer.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		WriteStream longProducer = new WriteStream(stub());
		longProducer.init("orders", name);
		assertThat(WriteStream.offsets(longProducer.write(1))).containsExactly(0L);
		longProducer.close();
	}

	@Test
	void aHundredThousandMessagesInOneRequestAreStored() {
		WriteStream write = new WriteStream(stub());
		write.init("orders", "q");
		WriteRequest.Builder request = WriteRequest.newBuilder().setCodec(1);
		for (int i = 1; i <= 100_000; i++) {
			request.addMessages(WriteStream.message(i, ""));
		}
		write.writeOnly(request);
		assertThat(write.response().getAcksCount()).isEqualTo(100_000);
		assertThat(this.test.broker().endOffset("orders", 0)).isEqualTo(100_000);
		write.close();
	}

	@Test
	void aHundredThousandMetadataItemsAreRefused() {
		WriteRequest.MessageData.Builder message = WriteStream.message(1, "x");
		for (int i = 0; i < 100_000; i++) {
			message.addMetadataItems(MetadataItem.newBuilder().setKey("k").setValue(ByteString.copyFromUtf8("" + i)));
		}
		WriteStream write = new WriteStream(stub());
		write.init("orders", "q");
		write.writeOnly(WriteRequest.newBuilder().setCodec(1).addMessages(message));
		FromServer end = write.awaitFatal();
		assertRefused(end);
		assertThat(end.getIssues(0).getMessage()).contains("expected at most 4096");
	}

	@Test
	void aRequestWithoutMessagesEndsItsStream() {
		WriteStream write = new WriteStream(stub());
		write.init("orders", "q");
		write.writeOnly(WriteRequest.newBuilder().setCodec(1));
		FromServer end = write.awaitFatal();
		assertThat(end.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertHarmlessText(end.getIssues(0).getMessage());
	}

	private static void assertRefused(FromServer answer) {
		assertThat(answer.getStatus()).isIn(StatusCode.BAD_REQUEST, StatusCode.SCHEME_ERROR);
		assertThat(answer.getIssues(0).getMessage()).doesNotContain("Exception").doesNotContain("Internal error");
	}

	@Test
	void streamsThatNeverSayAnythingDontStopTheOthers() {
		List<WriteStream> open = new ArrayList<>();
		for (int i = 0; i < HALF_OPEN_STREAMS; i++) {
			open.add(new WriteStream(stub()));
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> this.test.broker().openStreams() == HALF_OPEN_STREAMS + 2);
		exchange();
		open.forEach(WriteStream::cancel);
		await().atMost(Duration.ofSeconds(20)).until(() -> this.test.broker().openStreams() == 2);
	}

	private static void assertHarmlessText(String text) {
		assertThat(text).isNotEmpty().doesNotContain("Exception", "\tat ", "at io.", "io.ydbtopic", "Internal error");
	}

	private static List<StreamWriteMessage.FromClient> writeMessagesBeforeInit() {
		return List.of(
				StreamWriteMessage.FromClient.newBuilder()
					.setWriteRequest(WriteRequest.newBuilder().setCodec(1).addMessages(WriteStream.message(1, "x")))
					.build(),
				StreamWriteMessage.FromClient.newBuilder()
					.setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken("t"))
					.build(),
				StreamWriteMessage.FromClient.getDefaultInstance());
	}

	@ParameterizedTest
	@MethodSource("writeMessagesBeforeInit")
	void aWriteStreamThatDoesntBeginWithItsInitEndsWithBadRequest(StreamWriteMessage.FromClient first) {
		WriteStream write = this.test.writer();
		write.send(first);
		FromServer end = write.awaitFatal();
		assertThat(end.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertHarmlessText(end.getIssues(0).getMessage());
	}

	@Test
	void aSecondInitOfAWriteStreamEndsIt() {
		WriteStream write = this.test.writer();
		write.init("orders", "q");
		write.initOnly(InitRequest.newBuilder().setPath("orders").setProducerId("q"));
		FromServer end = write.awaitFatal();
		assertThat(end.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertHarmlessText(end.getIssues(0).getMessage());
	}

	private static List<StreamReadMessage.FromClient> readMessagesBeforeInit() {
		return List.of(
				StreamReadMessage.FromClient.newBuilder()
					.setReadRequest(StreamReadMessage.ReadRequest.newBuilder().setBytesSize(1))
					.build(),
				StreamReadMessage.FromClient.newBuilder()
					.setCommitOffsetRequest(StreamReadMessage.CommitOffsetRequest.newBuilder()
						.addCommitOffsets(StreamReadMessage.CommitOffsetRequest.PartitionCommitOffset.newBuilder()
							.setPartitionSessionId(1)))
					.build(),
				StreamReadMessage.FromClient.newBuilder()
					.setStartPartitionSessionResponse(
							StreamReadMessage.StartPartitionSessionResponse.newBuilder().setPartitionSessionId(1))
					.build(),
				StreamReadMessage.FromClient.newBuilder()
					.setStopPartitionSessionResponse(
							StreamReadMessage.StopPartitionSessionResponse.newBuilder().setPartitionSessionId(1))
					.build(),
				StreamReadMessage.FromClient.newBuilder()
					.setPartitionSessionStatusRequest(
							StreamReadMessage.PartitionSessionStatusRequest.newBuilder().setPartitionSessionId(1))
					.build(),
				StreamReadMessage.FromClient.newBuilder()
					.setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken("t"))
					.build(),
				StreamReadMessage.FromClient.getDefaultInstance());
	}

	@ParameterizedTest
	@MethodSource("readMessagesBeforeInit")
	void aReadStreamThatDoesntBeginWithItsInitEndsWithBadRequest(StreamReadMessage.FromClient first) {
		ReadStream read = this.test.reader();
		read.send(first);
		StreamReadMessage.FromServer end = read.awaitFatal();
		assertThat(end.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertHarmlessText(end.getIssues(0).getMessage());
	}

	@Test
	void aSecondInitOfAReadStreamEndsIt() {
		ReadStream read = this.test.reader();
		read.init("orders", "billing");
		read.initOnly(ReadStream.request("orders", "billing"));
		StreamReadMessage.FromServer end = read.awaitFatal();
		assertThat(end.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertHarmlessText(end.getIssues(0).getMessage());
	}

	@Test
	void aCommitForAPartitionThatTheStreamDoesntOwnChangesNothing() {
		exchange();
		ReadStream other = this.test.reader();
		other.init("orders", "billing");
		long own = other.start().getPartitionSession().getPartitionSessionId();
		other.commitOnly(own + 1_000, 0, 1);
		WriteStream write = this.test.writer();
		write.init("orders", "q");
		write.write(1);
		assertThat(other.commit(own, 0, 1)).isEqualTo(1);
		assertThat(this.test.broker().committedOffset("healthy", 0, "billing")).isZero();
	}

	@Test
	void connectionsThatFallSilentDontStopTheOthers() throws IOException {
		List<Socket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < HALF_OPEN_CONNECTIONS; i++) {
				sockets.add(silentAfter(""));
				sockets.add(silentAfter("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
			}
			exchange();
			for (Socket socket : sockets) {
				assertThatClosed(socket);
			}
		}
		finally {
			for (Socket socket : sockets) {
				socket.close();
			}
		}
	}

	private Socket silentAfter(String said) throws IOException {
		Socket socket = new Socket("localhost", this.test.broker().port());
		socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	/** The broker closes it; until then it may send what opens HTTP/2, and pings. */
	private static void assertThatClosed(Socket socket) throws IOException {
		socket.setSoTimeout((int) TestStream.PATIENCE.toMillis());
		try {
			String came = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
			assertThat(came).doesNotContain("Exception", "at io.", "io.ydbtopic");
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("A silent connection was left open", ex);
		}
		catch (SocketException ex) {
			assertThat(ex).hasMessageContaining("reset");
		}
	}

	@Test
	void manyTinyRequestsAreAllAnswered() {
		WriteStream tiny = new WriteStream(stub());
		tiny.init("orders", "tiny");
		int sent = 0;
		for (int acked = 0; acked < TINY_REQUESTS; acked++) {
			while (sent < TINY_REQUESTS && sent - acked < 500) {
				tiny.writeOnly(++sent);
			}
			assertThat(WriteStream.offsets(tiny.response())).containsExactly((long) acked);
			if (acked % 1_000 == 0) {
				exchange();
			}
		}
		tiny.close();
	}

}
