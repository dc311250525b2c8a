package io.ydbtopic.broker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
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
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing").topic("healthy:1:billing"));

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
