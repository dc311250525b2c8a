package io.ydbtopic.client.internal.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.codec.Codecs;
import io.ydbtopic.client.error.CodecNotAllowedException;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which codec a message gets, and that a request has one. */
class CodecChoiceTest {

	private static final String TEXT = "the same again and again, ".repeat(40);

	private static String noise(int length) {
		byte[] letters = new byte[length];
		new Random(5).nextBytes(letters);
		StringBuilder text = new StringBuilder();
		for (byte letter : letters) {
			text.append((char) (33 + (letter & 0x3f)));
		}
		return text.toString();
	}

	private static List<Integer> codecs(WriterHarness harness) {
		return harness.server.requests().stream().map(WriteRequest::getCodec).toList();
	}

	@Test
	void theSmallestIsChosenAmongThoseThatCostTheSameTime() {
		WriterHarness harness = new WriterHarness(1, (settings) -> settings.automaticCodec()).connect();
		harness.writer.write(TEXT);
		harness.runtime.settle();
		for (int i = 0; i < 10; i++) {
			harness.writer.write(TEXT);
			harness.runtime.settle();
		}
		assertThat(codecs(harness).subList(1, 11)).as("after the first chunk was measured")
			.containsOnly(codecs(harness).get(10));
		assertThat(codecs(harness).get(10)).isIn(Codec.ZSTD, Codec.GZIP);
	}

	@Test
	void whatGetsNoSmallerIsLeftAsItIs() {
		WriterHarness harness = new WriterHarness(2, (settings) -> settings.automaticCodec()).connect();
		for (int i = 0; i < 10; i++) {
			harness.writer.write(noise(20));
			harness.runtime.settle();
		}
		assertThat(codecs(harness)).containsOnly(Codec.RAW);
	}

	@Test
	void onlyWhatTheTopicAllowsIsChosen() {
		WriterHarness harness = new WriterHarness(3,
				(settings) -> settings.automaticCodec(Codecs.zstd(), Codecs.raw(), Codecs.gzip()));
		harness.server.codecs().addAll(Set.of(Codec.RAW, Codec.GZIP));
		CompletableFuture<WriteAck> early = harness.writer.write(TEXT);
		harness.connect();
		for (int i = 0; i < 5; i++) {
			harness.writer.write(TEXT);
			harness.runtime.settle();
		}
		assertThat(early).isCompleted();
		assertThat(codecs(harness)).doesNotContain(Codec.ZSTD).endsWith(Codec.GZIP);
		assertThat(harness.server.stored()).hasSize(6);
	}

	@Test
	void aTopicThatAllowsNoneOfThemEndsTheWriter() {
		WriterHarness harness = new WriterHarness(4,
				(settings) -> settings.automaticCodec(Codecs.zstd(), Codecs.lzop()));
		harness.server.codecs().add(Codec.RAW);
		harness.connect();
		assertThatThrownBy(() -> harness.writer.ready().join()).hasCauseInstanceOf(CodecNotAllowedException.class)
			.hasMessageContaining("does not allow codec 4 or 3 (expected: one of [1])");
	}

	@Test
	void processorTimeCountsAsWellAsSize() {
		AtomicLong clock = new AtomicLong();
		Codec slow = new Fake(10_001, 0.1, 100, clock);
		Codec quick = new Fake(10_002, 0.5, 1, clock);
		CodecChoice choice = new CodecChoice(List.of(slow, quick));
		choice.allow(Set.of());
		assertThat(choice.toMeasure()).containsExactly(slow, quick);
		choice.learn(CodecChoice.measure(List.of(slow, quick), new byte[1000], clock::get));
		// 100 ns and a tenth of 20 ns against 1 ns and a half of 20 ns.
		assertThat(choice.current()).isSameAs(quick);
		choice.learn(Map.of(10_001, 2.0, 10_002, 100.0));
		choice.learn(Map.of(10_001, 2.0, 10_002, 100.0));
		choice.learn(Map.of(10_001, 2.0, 10_002, 100.0));
		choice.learn(Map.of(10_001, 2.0, 10_002, 100.0));
		assertThat(choice.current()).as("what was true before is not true for ever").isSameAs(slow);
		for (int i = 0; i < CodecChoice.CHUNKS_PER_SAMPLE; i++) {
			assertThat(choice.toMeasure()).isEmpty();
		}
		assertThat(choice.toMeasure()).isNotEmpty();
	}

	@Test
	void aCodecThatFailsOnASampleIsNotChosen() {
		Codec broken = new Fake(10_001, -1, 1, new AtomicLong());
		CodecChoice choice = new CodecChoice(List.of(broken, Codecs.raw()));
		choice.allow(Set.of());
		choice.learn(CodecChoice.measure(choice.toMeasure(), new byte[10], () -> 0));
		assertThat(choice.current().number()).isEqualTo(Codec.RAW);
		assertThat(CodecChoice.measure(List.of(broken), new byte[0], () -> 0)).isEmpty();
	}

	@Test
	void compressedMessagesGoAsTheyAreInRequestsOfTheirOwn() throws IOException {
		WriterHarness harness = new WriterHarness(6).connect();
		harness.writer.write("plain 1");
		harness.writer.write(OutgoingMessage.of("zipped 1").withEncoding(Codec.GZIP, 500));
		harness.writer.write(OutgoingMessage.of("zipped 2").withEncoding(Codec.GZIP, 600));
		harness.writer.write("plain 2");
		harness.runtime.settle();
		assertThat(codecs(harness)).containsExactly(Codec.RAW, Codec.GZIP, Codec.RAW);
		assertThat(harness.server.texts()).containsExactly("plain 1", "zipped 1", "zipped 2", "plain 2");
		assertThat(harness.server.stored().stream().map((message) -> message.getUncompressedSize())).containsExactly(7L,
				500L, 600L, 7L);
	}

	@Test
	void aCompressedMessageBeforeTheFirstHandshakeKeepsItsPlace() {
		WriterHarness harness = new WriterHarness(7, (settings) -> settings.codec(Codecs.gzip()));
		harness.writer.write("a");
		harness.writer.write(OutgoingMessage.of("b").withEncoding(Codec.ZSTD, 1));
		harness.writer.write("c");
		harness.connect();
		harness.runtime.settle();
		assertThat(codecs(harness)).containsExactly(Codec.GZIP, Codec.ZSTD, Codec.GZIP);
		assertThat(harness.server.texts().get(1)).isEqualTo("b");
	}

	@Test
	void aCompressedMessageThatTheTopicDoesNotAllowIsRejectedAndTheRestGoesOn() {
		WriterHarness harness = new WriterHarness(8);
		harness.server.codecs().add(Codec.RAW);
		CompletableFuture<WriteAck> early = harness.writer
			.write(OutgoingMessage.of("zipped").withEncoding(Codec.GZIP, 5));
		CompletableFuture<WriteAck> fine = harness.writer.write("plain");
		harness.connect();
		harness.runtime.settle();
		assertThatThrownBy(early::join).hasCauseInstanceOf(MessageRejectedException.class)
			.hasMessageContaining("compressed with codec 2, which topic 'orders' does not allow");
		assertThat(fine).isCompleted();
		assertThat(harness.server.texts()).containsExactly("plain");
	}

	@Test
	void aWriterThatClosesBeforeItKnowsTheListLeavesNothingUntold() {
		WriterHarness harness = new WriterHarness(9, (settings) -> settings.automaticCodec());
		harness.server.answersHandshake = false;
		harness.writer.start();
		CompletableFuture<WriteAck> ack = harness.writer.write("a");
		var closed = harness.writer.closeAsync(Duration.ofSeconds(1));
		harness.runtime.advance(Duration.ofSeconds(5));
		assertThat(ack).isCompletedExceptionally();
		assertThat(closed.join().undelivered()).isEqualTo(1);
	}

	@Test
	void badEncodingsAndCandidatesAreRefused() {
		assertThatThrownBy(() -> OutgoingMessage.of("x").withEncoding(0, 1))
			.hasMessage("codec: 0 (expected: at least 1)");
		assertThatThrownBy(() -> OutgoingMessage.of("x").withEncoding(2, -1))
			.hasMessage("uncompressedBytes: -1 (expected: at least 0)");
		assertThatThrownBy(() -> new WriterHarness(1, (settings) -> settings.automaticCodec(new Codec[0])))
			.hasMessageStartingWith("automaticCodec: []");
		assertThatThrownBy(
				() -> new WriterHarness(1, (settings) -> settings.automaticCodec(Codecs.zstd(), Codecs.zstd(1))))
			.hasMessage("automaticCodec: [ZSTD, ZSTD level 1] (expected: at least one codec, and each number once)");
	}

	/** A codec of given size and time. */
	private record Fake(int number, double ratio, long nanosPerByte, AtomicLong clock) implements Codec {

		@Override
		public byte[] encode(byte[] payload) {
			if (this.ratio < 0) {
				throw new IllegalStateException("broken");
			}
			this.clock.addAndGet(payload.length * this.nanosPerByte);
			return Arrays.copyOf(payload, (int) (payload.length * this.ratio));
		}

		@Override
		public byte[] decode(ByteBuffer data, long expectedSize, int maxSize) {
			throw new UnsupportedOperationException();
		}

	}

}
