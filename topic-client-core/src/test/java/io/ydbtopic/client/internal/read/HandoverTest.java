package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.observe.ReaderCounters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** How a partition leaves a reader on purpose, and how long it stands still for that. */
@ExtendWith(CreditInvariant.class)
class HandoverTest {

	/** Handles the first batch when told so, then commits it. */
	private static CompletableFuture<Void> handleOnDemand(ReaderHarness harness) {
		CompletableFuture<Void> work = new CompletableFuture<>();
		harness.handler = (batch) -> work.thenCompose((done) -> batch.commit());
		return work;
	}

	private static ReaderHarness withABatchInHand(long seed) {
		ReaderHarness harness = ReaderHarness.subscription(seed,
				(settings) -> settings.batchMaxMessages(2).bufferMaxBytes(10_000));
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 6, 1000);
		return harness;
	}

	@Test
	void aCloseFinishesWhatIsInHandCommitsItAndTellsHowLongThePartitionStood() {
		ReaderHarness harness = withABatchInHand(1);
		CompletableFuture<Void> work = handleOnDemand(harness);
		harness.settle();
		CompletableFuture<Void> closed = harness.subscription.closeAsync(Duration.ofSeconds(30));
		harness.runtime.advance(Duration.ofMillis(700));
		assertThat(closed).isNotDone();
		work.complete(null);
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(closed).isDone();
		assertThat(harness.server.commits()).containsExactly("1:0-2");
		assertThat(harness.events).containsSubsequence("data 0 [0, 1]", "ended 0 CLOSED")
			.doesNotContain("data 0 [2, 3]");
		assertThat(harness.handovers).singleElement().asString().matches("0 7\\d\\d");
		ReaderCounters counters = harness.subscription.counters();
		assertThat(counters.handovers()).isEqualTo(1);
		assertThat(counters.longestHandoverMillis()).isBetween(700L, 800L);
	}

	@Test
	void aClosingReaderAsksTheServerForNothingMore() {
		ReaderHarness harness = withABatchInHand(2);
		CompletableFuture<Void> work = handleOnDemand(harness);
		harness.settle();
		int before = harness.server.grants();
		harness.server.answersCommits = false;
		harness.subscription.closeAsync(Duration.ofSeconds(30));
		harness.settle();
		work.complete(null);
		harness.settle();
		assertThat(harness.server.commits()).as("in hand is finished").containsExactly("1:0-2");
		harness.server.transport().last().reply(FakeReadServer.committed(1, 2));
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(harness.subscription.counters().bufferedBytes()).as("all of it was given back").isZero();
		assertThat(harness.server.grants()).isEqualTo(before);
	}

	@Test
	void aStreamThatComesBackWhileClosingIsForCommitsAlone() {
		ReaderHarness harness = withABatchInHand(3);
		harness.settle();
		harness.server.answersCommits = false;
		CompletableFuture<Void> work = handleOnDemand(harness);
		work.complete(null);
		harness.server.data(1, 6, 1);
		harness.settle();
		int before = harness.server.grants();
		CompletableFuture<Void> closed = harness.subscription.closeAsync(Duration.ofSeconds(30));
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(3));
		assertThat(harness.server.transport().calls()).hasSizeGreaterThan(1);
		assertThat(harness.server.grants()).isEqualTo(before);
		assertThat(closed).as("waits for the commit that outlived its stream").isNotDone();
		harness.server.start(9, 0, 7);
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(closed).isDone();
		assertThat(harness.server.grants()).isEqualTo(before);
	}

	@Test
	void aGracefulStopWhileClosingIsAnsweredAsSoonAsItsPartitionIsCommitted() {
		ReaderHarness harness = withABatchInHand(4);
		CompletableFuture<Void> work = handleOnDemand(harness);
		harness.settle();
		CompletableFuture<Void> other = new CompletableFuture<>();
		harness.server.start(2, 1, 0);
		harness.settle();
		harness.handler = (batch) -> other.thenCompose((done) -> batch.commit());
		harness.server.data(2, 0, 1);
		harness.settle();
		CompletableFuture<Void> closed = harness.subscription.closeAsync(Duration.ofSeconds(3));
		harness.settle();
		harness.server.stop(1, true, 0);
		harness.settle();
		assertThat(harness.server.stops()).isEmpty();
		work.complete(null);
		harness.settle();
		assertThat(harness.server.stops()).as("not held up by the other one").containsExactly(1L);
		assertThat(closed).isNotDone();
		harness.runtime.advance(Duration.ofSeconds(10));
		assertThat(closed).as("at its deadline").isDone();
		other.complete(null);
	}

	@Test
	void aPartitionThatIsTakenByForceOrLostWithItsStreamIsNoHandover() {
		ReaderHarness harness = ReaderHarness.subscription(5, (settings) -> settings);
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		harness.settle();
		harness.server.stop(1, false, 0);
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.settle();
		assertThat(harness.events).contains("ended 0 LOST", "ended 1 STREAM_LOST");
		assertThat(harness.handovers).isEmpty();
		assertThat(harness.subscription.counters().handovers()).isZero();
	}

}
