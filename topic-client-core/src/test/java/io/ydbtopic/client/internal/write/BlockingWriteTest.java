package io.ydbtopic.client.internal.write;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.BufferFull;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.error.BufferFullException;
import io.ydbtopic.client.error.MessageDroppedException;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.WaitTimeoutException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The three answers to a full buffer, and the blocking forms: each wait has an end. */
class BlockingWriteTest {

	private static WriterHarness full(BufferFull answer) {
		WriterHarness harness = new WriterHarness(1, (settings) -> settings.bufferMaxBytes(1024).bufferFull(answer))
			.connect();
		harness.server.acknowledges = false;
		harness.writer.write(OutgoingMessage.of("x".repeat(600)));
		harness.runtime.settle();
		return harness;
	}

	@Test
	void aFullBufferFailsAtOnceIfSoWished() {
		WriterHarness harness = full(BufferFull.FAIL);
		assertThatThrownBy(() -> harness.writer.write(OutgoingMessage.of("y".repeat(600))))
			.isInstanceOf(BufferFullException.class)
			.hasMessageContaining("760 of 1024 bytes in use");
	}

	@Test
	void aFullBufferDropsTheOldestThatWasNeverSentIfSoWished() {
		WriterHarness harness = new WriterHarness(21,
				(settings) -> settings.bufferMaxBytes(2048).bufferFull(BufferFull.DROP_OLDEST))
			.connect();
		harness.server.acknowledges = false;
		List<CompletableFuture<WriteAck>> sent = harness.write(0, 2);
		harness.runtime.settle();
		harness.server.transport().last().writable(false);
		List<CompletableFuture<WriteAck>> acks = harness.write(2, 40);
		harness.runtime.settle();
		assertThat(sent).as("may be stored").noneMatch(CompletableFuture::isDone);
		long dropped = acks.stream().filter(CompletableFuture::isCompletedExceptionally).count();
		assertThat(dropped).isBetween(25L, 35L);
		assertThat(acks.subList(0, (int) dropped))
			.allSatisfy((ack) -> assertThatThrownBy(ack::join).hasCauseInstanceOf(MessageDroppedException.class));
		assertThat(harness.writer.counters().messagesFailed()).isEqualTo(dropped);
		harness.server.acknowledges = true;
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(acks.subList((int) dropped, 40)).allMatch((ack) -> ack.isDone() && !ack.isCompletedExceptionally());
		assertThat(harness.server.texts()).hasSize((int) (42 - dropped)).startsWith("m0", "m1").endsWith("m41");
		assertThat(harness.writer.counters().bufferedBytes()).isZero();
	}

	@Test
	void aFullBufferIsWaitedForAtMostSoLong() {
		WriterHarness harness = full(BufferFull.waitAtMost(Duration.ofSeconds(3)));
		long begun = harness.runtime.nanoTime();
		assertThatThrownBy(() -> harness.writer.send("y".repeat(600))).isInstanceOf(BufferFullException.class);
		assertThat(harness.runtime.nanoTime() - begun).isEqualTo(Duration.ofSeconds(3).toNanos());
	}

	@Test
	void aWaitingWriteGoesOnWhenAnAckMakesRoom() {
		WriterHarness harness = full(BufferFull.WAIT);
		harness.runtime.newLoop("server")
			.schedule("ack", Duration.ofSeconds(5), () -> harness.server.acknowledgeFrom(0));
		CompletableFuture<WriteAck> second = harness.writer.write(OutgoingMessage.of("y".repeat(600)));
		harness.runtime.settle();
		assertThat(harness.server.stored()).hasSize(2);
		assertThat(second).isNotDone();
	}

	@Test
	void aWaitingWriteEndsWithTheWriter() {
		WriterHarness harness = full(BufferFull.WAIT);
		harness.runtime.newLoop("main")
			.schedule("close", Duration.ofSeconds(5), () -> harness.writer.closeAsync(Duration.ZERO));
		assertThatThrownBy(() -> harness.writer.write(OutgoingMessage.of("y".repeat(600))))
			.isInstanceOf(TopicException.class)
			.hasMessageContaining("closed");
	}

	@Test
	void writeAndWaitGivesTheAckOrATimeout() throws Exception {
		WriterHarness harness = new WriterHarness(2).connect();
		WriteAck ack = harness.writer.writeAndWait(OutgoingMessage.of("a"), Duration.ofSeconds(1));
		assertThat(ack).isEqualTo(new WriteAck(1, 7, 0, WriteAck.State.WRITTEN));
		harness.server.acknowledges = false;
		assertThatThrownBy(() -> harness.writer.writeAndWait(OutgoingMessage.of("b"), Duration.ofSeconds(1)))
			.isInstanceOf(WaitTimeoutException.class)
			.hasMessageContaining("the ack did not happen within PT1S");
	}

	@Test
	void batchesAreAcknowledgedTogether() {
		WriterHarness harness = new WriterHarness(3).connect();
		CompletableFuture<List<WriteAck>> acks = harness.writer
			.writeAll(List.of(OutgoingMessage.of("a"), OutgoingMessage.of("b"), OutgoingMessage.of("c")));
		harness.runtime.settle();
		assertThat(acks.join()).extracting(WriteAck::sequenceNumber).containsExactly(1L, 2L, 3L);
	}

	@Test
	void aFlushReportsAMessageThatWasSentWithoutAFutureAndRejected() {
		WriterHarness harness = new WriterHarness(4, (settings) -> settings.codec(new BrokenCodec())).connect();
		harness.writer.send("bad");
		assertThatThrownBy(() -> harness.writer.flush(Duration.ofSeconds(1)))
			.isInstanceOf(MessageRejectedException.class)
			.hasMessageContaining("codec 10001 failed");
		assertThat(harness.writer.counters().messagesFailed()).isEqualTo(1);
		assertThat(harness.writer.counters().bufferedBytes()).isZero();
	}

	@Test
	void aSerializerThatFailsFailsTheCallAndNothingElse() {
		WriterHarness harness = new WriterHarness(5).connect();
		assertThatThrownBy(() -> harness.writer.write(OutgoingMessage.of((String) null)))
			.isInstanceOf(RuntimeException.class);
		assertThat(harness.write(0, 1).get(0)).isNotCompletedExceptionally();
	}

	@Test
	void aClosedWriterTellsWhoClosedIt() {
		WriterHarness harness = new WriterHarness(6).connect();
		harness.writer.close();
		assertThatThrownBy(() -> harness.writer.tryWrite(OutgoingMessage.of("a")))
			.isInstanceOf(TopicClosedException.class);
		assertThat(harness.writer).hasToString("c/w1");
	}

	private static final class BrokenCodec implements Codec {

		@Override
		public int number() {
			return 10001;
		}

		@Override
		public byte[] encode(byte[] payload) {
			throw new IllegalStateException("broken");
		}

		@Override
		public byte[] decode(ByteBuffer data, long expectedSize, int maxSize) {
			throw new IllegalStateException("broken");
		}

	}

}
