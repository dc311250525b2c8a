package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionLag;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.WaitTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The lag of a partition, from the stream's own status request. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(CreditInvariant.class)
class LagTest {

	private final ReaderHarness harness = reader(UnaryOperator.identity());

	private static ReaderHarness reader(UnaryOperator<ReaderSettings.Builder> change) {
		return ReaderHarness.reader(1, change, false);
	}

	private MessageBatch<String> given() {
		this.harness.server.start(1, 0, 10);
		this.harness.server.data(1, 10, 3);
		return this.harness.take();
	}

	@Test
	void theServerIsAskedOnDemandAndTheAnswerIsKept() {
		MessageBatch<String> batch = given();
		assertThat(batch.session().lastLag()).isNull();
		assertThat(this.harness.reader.counters().lagMessages()).isEqualTo(-1);
		CompletableFuture<PartitionLag> asked = batch.session().lag();
		CompletableFuture<PartitionLag> again = batch.session().lag();
		this.harness.settle();
		assertThat(this.harness.server.statusRequests()).as("one question for two who ask").containsExactly(1L);
		this.harness.server.status(1, 11, 13, 50, this.harness.runtime.now().minusSeconds(7));
		this.harness.settle();
		PartitionLag lag = asked.getNow(null);
		assertThat(lag).isEqualTo(again.getNow(null)).isEqualTo(batch.session().lastLag());
		assertThat(lag.committedOffset()).isEqualTo(11);
		assertThat(lag.readOffset()).isEqualTo(13);
		assertThat(lag.endOffset()).isEqualTo(50);
		assertThat(lag.messages()).isEqualTo(39);
		assertThat(lag.unread()).isEqualTo(37);
		assertThat(lag.timeBehind()).isBetween(Duration.ofSeconds(7), Duration.ofMillis(7010));
		assertThat(this.harness.reader.counters().lagMessages()).isEqualTo(39);
		assertThat(this.harness.reader.counters().lagMillis()).isBetween(7000L, 7010L);
		assertThat(this.harness.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void whatWasSentAndNotHandedOutCountsAsBehind() {
		MessageBatch<String> batch = given();
		this.harness.server.writtenAt = this.harness.runtime.now().minusSeconds(60);
		this.harness.server.data(1, 13, 1);
		CompletableFuture<PartitionLag> asked = batch.session().lag();
		this.harness.settle();
		this.harness.server.status(1, 10, 14, 14, this.harness.runtime.now());
		this.harness.settle();
		assertThat(asked.getNow(null).timeBehind()).isBetween(Duration.ofSeconds(60), Duration.ofMillis(60_010));
		assertThat(asked.getNow(null).unread()).isZero();
		assertThat(asked.getNow(null).messages()).isEqualTo(4);
	}

	@Test
	void aServersClockThatIsAheadMakesNoNegativeTime() {
		MessageBatch<String> batch = given();
		CompletableFuture<PartitionLag> asked = batch.session().lag();
		this.harness.settle();
		this.harness.server.status(1, 13, 0, 13, this.harness.runtime.now().plusSeconds(5));
		this.harness.settle();
		assertThat(asked.getNow(null).timeBehind()).isZero();
		assertThat(asked.getNow(null).messages()).isZero();
		assertThat(asked.getNow(null).readOffset()).as("older servers do not tell").isEqualTo(13);
	}

	@Test
	void anUnansweredQuestionFailsAtItsLimit() {
		CompletableFuture<PartitionLag> asked = given().session().lag();
		this.harness.runtime.advance(Duration.ofSeconds(29));
		assertThat(asked).isNotDone();
		this.harness.runtime.advance(Duration.ofSeconds(2));
		assertThatThrownBy(() -> asked.getNow(null)).hasCauseInstanceOf(WaitTimeoutException.class)
			.hasMessageContaining("did not tell");
	}

	@Test
	void theQuestionEndsWithItsSession() {
		MessageBatch<String> batch = given();
		CompletableFuture<PartitionLag> asked = batch.session().lag();
		this.harness.settle();
		this.harness.server.transport().last().breakDown();
		this.harness.settle();
		assertThatThrownBy(() -> asked.getNow(null)).hasCauseInstanceOf(PartitionSessionEndedException.class);
		CompletableFuture<PartitionLag> late = batch.session().lag();
		this.harness.settle();
		assertThatThrownBy(() -> late.getNow(null)).hasCauseInstanceOf(PartitionSessionEndedException.class);
		assertThat(this.harness.runtime.pendingTimers()).noneMatch((timer) -> timer.contains("lag"));
	}

	@Test
	void withAnIntervalEachPartitionIsAskedAboutAgainAndAgainWhileTheStreamLives() {
		ReaderHarness periodic = reader((settings) -> settings.lagInterval(Duration.ofSeconds(5)));
		periodic.server.start(1, 0, 0);
		periodic.server.start(2, 1, 0);
		periodic.runtime.advance(Duration.ofMillis(4990));
		assertThat(periodic.server.statusRequests()).isEmpty();
		periodic.runtime.advance(Duration.ofMillis(20));
		assertThat(periodic.server.statusRequests()).containsExactly(1L, 2L);
		periodic.server.status(1, 0, 0, 30, periodic.runtime.now().minusSeconds(1));
		periodic.server.status(2, 0, 0, 12, periodic.runtime.now().minusSeconds(3));
		periodic.settle();
		assertThat(periodic.reader.counters().lagMessages()).isEqualTo(42);
		assertThat(periodic.reader.counters().lagMillis()).isBetween(3000L, 3010L);
		periodic.runtime.advance(Duration.ofSeconds(5));
		assertThat(periodic.server.statusRequests()).hasSize(4);
		periodic.server.transport().last().breakDown();
		periodic.runtime.advance(Duration.ofMillis(100));
		assertThat(periodic.reader.counters().lagMessages()).as("unknown without partitions").isEqualTo(-1);
		periodic.runtime.advance(Duration.ofSeconds(20));
		assertThat(periodic.server.statusRequests()).as("no partitions, no questions").hasSize(4);
		periodic.reader.closeAsync(Duration.ofSeconds(1));
		periodic.settle();
		assertThat(periodic.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void withoutAnIntervalThereIsNoTimer() {
		given();
		assertThat(this.harness.runtime.pendingTimers()).isEmpty();
	}

}
