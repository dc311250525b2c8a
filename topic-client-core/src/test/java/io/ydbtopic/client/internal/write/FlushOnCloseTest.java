package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.UndeliveredMessagesException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rule 6: flush before close, within a deadline. */
class FlushOnCloseTest {

	@Test
	void aCloseWaitsForTheAcks() {
		WriterHarness harness = new WriterHarness(1).connect();
		var acks = harness.write(0, 100);
		harness.writer.close();
		assertThat(acks).allMatch((ack) -> ack.isDone() && !ack.isCompletedExceptionally());
		assertThat(harness.server.stored()).hasSize(100);
		assertThat(harness.server.transport().openCalls()).isZero();
	}

	@Test
	void aCloseDuringALostConnectionReconnectsAndDelivers() {
		WriterHarness harness = new WriterHarness(2).connect();
		harness.server.acknowledges = false;
		var acks = harness.write(0, 10);
		harness.runtime.advance(Duration.ofMillis(1));
		harness.server.away = true;
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofMillis(1));
		CompletableFuture<WriterCloseReport> closed = harness.writer.closeAsync(Duration.ofSeconds(30));
		harness.runtime.advance(Duration.ofSeconds(5));
		assertThat(closed).isNotDone();
		harness.server.away = false;
		harness.server.acknowledges = true;
		harness.runtime.advance(Duration.ofSeconds(10));
		assertThat(closed).isCompleted();
		assertThat(closed.join().isClean()).isTrue();
		assertThat(acks).allMatch((ack) -> ack.isDone() && !ack.isCompletedExceptionally());
		assertThat(harness.server.texts()).hasSize(10).doesNotHaveDuplicates();
	}

	@Test
	void aCloseBeforeTheFirstConnectionDeliversOnceItIsThere() {
		WriterHarness harness = new WriterHarness(3);
		harness.server.away = true;
		harness.writer.start();
		harness.write(0, 3);
		CompletableFuture<WriterCloseReport> closed = harness.writer.closeAsync(Duration.ofSeconds(30));
		harness.runtime.advance(Duration.ofSeconds(2));
		harness.server.away = false;
		harness.runtime.advance(Duration.ofSeconds(20));
		assertThat(closed.join().isClean()).isTrue();
		assertThat(harness.server.texts()).containsExactly("m0", "m1", "m2");
	}

	@Test
	void withTheServerAwayACloseEndsAtItsDeadlineAndTellsWhatWasLeft() {
		WriterHarness harness = new WriterHarness(4).connect();
		harness.server.lastSeqNo(0);
		harness.write(0, 2);
		harness.runtime.advance(Duration.ofMillis(10));
		harness.server.away = true;
		harness.server.transport().last().breakDown();
		var acks = harness.write(2, 5);
		long begun = harness.runtime.nanoTime();
		CompletableFuture<WriterCloseReport> closed = harness.writer.closeAsync(Duration.ofSeconds(7));
		harness.runtime.runUntil(closed::isDone, Duration.ofMinutes(1));
		assertThat(Duration.ofNanos(harness.runtime.nanoTime() - begun)).isEqualTo(Duration.ofSeconds(7));
		WriterCloseReport report = closed.join();
		assertThat(report.undelivered()).isEqualTo(5);
		assertThat(report.firstSequenceNumber()).isEqualTo(3);
		assertThat(report.lastSequenceNumber()).isEqualTo(7);
		assertThat(report).hasToString("5 message(s) not acknowledged, sequence numbers 3 to 7");
		assertThat(report.cause()).hasMessageContaining("connection reset");
		harness.runtime.settle();
		assertThat(acks).allMatch(CompletableFuture::isCompletedExceptionally);
		assertThatThrownBy(acks.get(0)::join).hasCauseInstanceOf(TopicClosedException.class);
	}

	@Test
	void theBlockingCloseThrowsWhatWasLeft() {
		WriterHarness harness = new WriterHarness(5, (settings) -> settings.closeTimeout(Duration.ofSeconds(1)))
			.connect();
		harness.server.acknowledges = false;
		harness.write(0, 4);
		assertThatThrownBy(harness.writer::close).isInstanceOf(UndeliveredMessagesException.class)
			.hasMessageContaining("4 message(s) not acknowledged, sequence numbers 1 to 4");
	}

	@Test
	void closingTwiceAndManyTimesIsFine() {
		WriterHarness harness = new WriterHarness(6).connect();
		harness.write(0, 10);
		List<CompletableFuture<WriterCloseReport>> closes = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			closes.add(harness.writer.closeAsync(Duration.ofSeconds(10 + i)));
		}
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(closes).allMatch((close) -> close.isDone() && close.join().isClean());
		harness.writer.close();
	}

	@Test
	void aFlushEndsWhenTheWriterEnds() {
		WriterHarness harness = new WriterHarness(7).connect();
		harness.server.acknowledges = false;
		harness.write(0, 4);
		CompletableFuture<Void> flush = harness.writer.flush();
		harness.writer.closeAsync(Duration.ZERO);
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(flush).isCompletedExceptionally();
	}

	@Test
	void aWriteAfterTheCloseIsRefused() {
		WriterHarness harness = new WriterHarness(8).connect();
		harness.writer.close();
		assertThatThrownBy(() -> harness.writer.write(OutgoingMessage.of("late")))
			.isInstanceOf(TopicClosedException.class)
			.hasMessageContaining("c/w1");
	}

	@Test
	void aFlushDuringALostConnectionIsDoneAfterTheReconnect() {
		WriterHarness harness = new WriterHarness(9).connect();
		harness.server.acknowledges = false;
		harness.write(0, 4);
		CompletableFuture<Void> flush = harness.writer.flush();
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(flush).isNotDone();
		harness.server.acknowledges = true;
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(flush).isCompleted();
	}

}
