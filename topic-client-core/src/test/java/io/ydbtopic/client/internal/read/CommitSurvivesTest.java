package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.TopicClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A commit that was requested while its session lived outlives the stream: it is sent
 * again, clamped, on the next session of its partition, or fails with the reason.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(CreditInvariant.class)
class CommitSurvivesTest {

	private final ReaderHarness harness = reader(UnaryOperator.identity());

	private static ReaderHarness reader(UnaryOperator<io.ydbtopic.client.ReaderSettings.Builder> change) {
		ReaderHarness harness = ReaderHarness.reader(1, change, false);
		harness.server.answersCommits = false;
		return harness;
	}

	/** Three messages of partition 0 from offset 10 on, in the application's hands. */
	private MessageBatch<String> given() {
		this.harness.server.start(1, 0, 10);
		this.harness.server.data(1, 10, 3);
		return this.harness.take();
	}

	private void reconnect() {
		int calls = this.harness.server.transport().calls().size();
		this.harness.server.transport().last().breakDown();
		this.harness.runtime.runUntil(() -> this.harness.server.transport().calls().size() > calls,
				Duration.ofSeconds(1));
		this.harness.settle();
		assertThat(this.harness.server.transport().calls()).hasSize(calls + 1);
	}

	private static ConsumerPartition description(long partition, long committed, String session) {
		return new ConsumerPartition(partition, true, committed, committed, 0, 100, session, "other");
	}

	private void says(ConsumerPartition... partitions) {
		this.harness.lookup = (topic) -> CompletableFuture.completedFuture(List.of(partitions));
	}

	@Test
	void aPendingCommitIsSentAgainOnTheNextSessionAndItsMessagesAreNotReadAgain() {
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		reconnect();
		this.harness.server.start(1, 0, 10);
		this.harness.settle();
		assertThat(this.harness.server.commits()).containsExactly("1:10-13", "1:10-13");
		assertThat(this.harness.server.starts().get(1).getReadOffset()).isEqualTo(13);
		assertThat(this.harness.server.starts().get(1).hasCommitOffset()).isFalse();
		assertThat(commit).isNotDone();
		this.harness.server.transport().last().reply(FakeReadServer.committed(1, 13));
		this.harness.settle();
		assertThat(commit).isCompleted();
		this.harness.server.data(1, 13, 1);
		this.harness.take().commit();
		this.harness.settle();
		assertThat(this.harness.server.commits()).endsWith("1:13-14");
	}

	@Test
	void aCommitThatTheServerStoredBeforeTheLossCompletesWithTheStartOfTheNextSession() {
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		reconnect();
		this.harness.server.start(1, 0, 13);
		this.harness.settle();
		assertThat(commit).isCompleted();
		assertThat(this.harness.server.commits()).containsExactly("1:10-13");
		assertThat(this.harness.server.starts().get(1).hasReadOffset()).isFalse();
	}

	@Test
	void aHeldCommitIsClampedToWhatTheNextSessionBeginsWith() {
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		reconnect();
		this.harness.server.start(1, 0, 12);
		this.harness.settle();
		assertThat(this.harness.server.commits()).containsExactly("1:10-13", "1:12-13");
		assertThat(commit).isNotDone();
	}

	@Test
	void aCommitThatWasRequestedInTheSameInstantAsTheLossIsHeldToo() {
		MessageBatch<String> batch = given();
		this.harness.server.transport().last().breakDown();
		CompletableFuture<Void> commit = batch.commit();
		this.harness.runtime.advance(Duration.ofMillis(100));
		this.harness.server.start(1, 0, 10);
		this.harness.settle();
		assertThat(this.harness.server.commits()).containsExactly("1:10-13");
		this.harness.server.transport().last().reply(FakeReadServer.committed(1, 13));
		this.harness.settle();
		assertThat(commit).isCompleted();
	}

	@Test
	void onlyWhatWasCommittedIsSentAgainAndTheRestIsDeliveredAgain() {
		MessageBatch<String> batch = given();
		CompletableFuture<Void> first = batch.messages().get(0).commit();
		CompletableFuture<Void> third = batch.messages().get(2).commit();
		this.harness.settle();
		reconnect();
		this.harness.server.answersCommits = true;
		this.harness.server.start(1, 0, 10);
		this.harness.settle();
		assertThat(this.harness.server.commits()).containsExactly("1:10-11", "1:10-11");
		assertThat(this.harness.server.starts().get(1).getReadOffset()).isEqualTo(11);
		assertThat(first).isCompleted();
		assertThat(third).as("beyond a hole").isNotDone();
		this.harness.server.data(1, 11, 2);
		MessageBatch<String> again = this.harness.take();
		assertThat(ReaderHarness.offsets(again)).containsExactly(11L, 12L);
		again.messages().get(0).commit();
		this.harness.settle();
		assertThat(this.harness.server.commits()).endsWith("1:11-13");
		assertThat(third).isCompleted();
	}

	@Test
	void commitsOfManyPartitionsAreSentAgainInOneRequest() {
		for (int partition = 0; partition < 20; partition++) {
			this.harness.server.start(partition + 1, partition, 0);
			this.harness.server.data(partition + 1, 0, 2);
		}
		for (int partition = 0; partition < 20; partition++) {
			this.harness.take().commit();
		}
		this.harness.settle();
		reconnect();
		for (int partition = 0; partition < 20; partition++) {
			this.harness.server.start(partition + 1, partition, 0);
		}
		this.harness.settle();
		assertThat(this.harness.server.commits()).hasSize(40);
		assertThat(this.harness.server.commitRequests()).isLessThanOrEqualTo(1 + 20);
	}

	@Test
	void aCommitSurvivesSeveralLossesInARow() {
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		for (int i = 0; i < 5; i++) {
			reconnect();
			if (i % 2 == 0) {
				this.harness.server.start(1, 0, 10);
				this.harness.settle();
			}
		}
		reconnect();
		this.harness.server.answersCommits = true;
		this.harness.server.start(1, 0, 10);
		this.harness.settle();
		assertThat(commit).isCompleted();
	}

	@Test
	void whereThePartitionWentElsewhereItFailsWithinASecondWithThatReason() {
		says(description(0, 10, "session-of-another-reader"));
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		reconnect();
		this.harness.runtime.runUntil(commit::isDone, Duration.ofSeconds(1));
		assertThat(commit).isCompletedExceptionally();
		assertThatThrownBy(() -> commit.getNow(null)).hasCauseInstanceOf(PartitionSessionEndedException.class)
			.hasMessageContaining("partition 0")
			.hasMessageContaining("read by 'other' now (session session-of-another-reader)");
		assertThat(this.harness.reader.counters().commitsFailed()).isEqualTo(1);
		int lookups = this.harness.lookups;
		this.harness.runtime.advance(Duration.ofSeconds(10));
		assertThat(this.harness.lookups).as("nothing is held, nobody is asked").isEqualTo(lookups);
		// It comes back later: the failed commit is not sent behind the application's
		// back.
		this.harness.server.start(1, 0, 10);
		this.harness.settle();
		assertThat(this.harness.server.commits()).containsExactly("1:10-13");
	}

	@Test
	void whereThePartitionWentElsewhereWithTheCommitStoredItCompletes() {
		says(description(0, 13, "session-of-another-reader"));
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		reconnect();
		this.harness.runtime.runUntil(commit::isDone, Duration.ofSeconds(1));
		assertThat(commit).isCompleted();
	}

	@Test
	void aPartitionThatTheServerStillCountsAsOursIsWaitedFor() {
		// The server has not noticed the end of the old stream, or nobody reads as yet.
		says(description(0, 10, "read-session"), description(1, 0, null));
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		reconnect();
		this.harness.runtime.advance(Duration.ofSeconds(20));
		assertThat(commit).isNotDone();
		assertThat(this.harness.lookups).as("less and less often").isBetween(4, 7);
		this.harness.server.answersCommits = true;
		this.harness.server.start(1, 0, 10);
		this.harness.settle();
		assertThat(commit).isCompleted();
	}

	@Test
	void aPartitionThatDoesNotComeBackFailsItsCommitsAtTheLimit() {
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		reconnect();
		this.harness.runtime.advance(Duration.ofSeconds(59));
		assertThat(commit).as("nobody could be asked").isNotDone();
		this.harness.runtime.advance(Duration.ofSeconds(1));
		assertThatThrownBy(() -> commit.getNow(null)).hasCauseInstanceOf(PartitionSessionEndedException.class)
			.hasMessageContaining("did not come back within PT1M");
	}

	@Test
	void anAnswerThatNeverComesDoesNotHoldTheCommitsForEver() {
		this.harness.lookup = (topic) -> new CompletableFuture<>();
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		reconnect();
		this.harness.runtime.advance(Duration.ofSeconds(61));
		assertThat(commit).isCompletedExceptionally();
	}

	@Test
	void aConsumerThatWasMovedBackFailsTheCommitInsteadOfSkippingMessages() {
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		reconnect();
		this.harness.server.start(1, 0, 4);
		this.harness.settle();
		assertThatThrownBy(() -> commit.getNow(null)).hasMessageContaining("moved back from offset 10 to 4");
		assertThat(this.harness.server.commits()).containsExactly("1:10-13");
		assertThat(this.harness.server.starts().get(1).hasReadOffset()).isFalse();
	}

	@Test
	void aTopicThatWasMadeAnewFailsTheCommitInsteadOfSkippingMessages() {
		this.harness.server.start(1, 0, 0);
		this.harness.server.data(1, 0, 500);
		CompletableFuture<Void> commit = this.harness.take().commit();
		this.harness.settle();
		reconnect();
		this.harness.server.start(1, 0, 0);
		this.harness.settle();
		assertThatThrownBy(() -> commit.getNow(null)).hasMessageContaining("ends at offset 100 now");
		assertThat(this.harness.server.starts().get(1).hasReadOffset()).isFalse();
	}

	@Test
	void whereTheApplicationSaysWhereToReadItIsObeyed() {
		ReaderHarness listening = ReaderHarness.reader(2, UnaryOperator.identity(), true);
		listening.server.answersCommits = false;
		listening.server.start(1, 0, 10);
		listening.server.data(1, 10, 3);
		CompletableFuture<Void> commit = listening.take().commit();
		listening.settle();
		listening.server.transport().last().breakDown();
		listening.runtime.advance(Duration.ofMillis(100));
		listening.startHook = (session) -> CompletableFuture.completedFuture(StartPosition.commitAndReadFrom(12));
		listening.server.start(1, 0, 10);
		listening.settle();
		assertThat(listening.server.starts().get(1).getReadOffset()).isEqualTo(12);
		assertThat(listening.server.starts().get(1).getCommitOffset()).isEqualTo(12);
		assertThat(listening.server.commits()).containsExactly("1:10-13", "1:12-13");
		listening.server.transport().last().reply(FakeReadServer.committed(1, 13));
		listening.server.data(1, 12, 2);
		listening.settle();
		assertThat(commit).isCompleted();
		listening.take().commit();
		listening.settle();
		assertThat(listening.server.commits()).endsWith("1:13-14");
	}

	@Test
	void aCloseBetweenTwoStreamsWaitsForTheHeldCommit() {
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		this.harness.server.transport().last().breakDown();
		this.harness.runtime.settle();
		CompletableFuture<Void> closed = this.harness.reader.closeAsync(Duration.ofSeconds(30));
		this.harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(closed).isNotDone();
		this.harness.server.answersCommits = true;
		this.harness.server.start(1, 0, 10);
		this.harness.runtime.advance(Duration.ofMillis(10));
		assertThat(commit).isCompleted();
		assertThat(closed).isCompleted();
		assertThat(this.harness.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void aCloseThatSeesOneSessionOfManyEndForgetsNoneOfTheOthersCommits() {
		this.harness.server.start(1, 0, 0);
		this.harness.server.start(2, 1, 0);
		this.harness.server.data(2, 0, 2);
		CompletableFuture<Void> commit = this.harness.take().commit();
		this.harness.settle();
		CompletableFuture<Void> closed = this.harness.reader.closeAsync(Duration.ofSeconds(30));
		this.harness.settle();
		reconnect();
		assertThat(closed).isNotDone();
		this.harness.server.answersCommits = true;
		this.harness.server.start(1, 1, 0);
		this.harness.runtime.advance(Duration.ofMillis(10));
		assertThat(commit).isCompleted();
		assertThat(closed).isCompleted();
	}

	@Test
	void aReaderThatEndsFailsWhatItHolds() {
		CompletableFuture<Void> commit = given().commit();
		this.harness.settle();
		this.harness.server.transport().last().breakDown();
		this.harness.runtime.settle();
		this.harness.reader.closeAsync(Duration.ZERO);
		this.harness.settle();
		assertThatThrownBy(() -> commit.getNow(null)).hasCauseInstanceOf(TopicClosedException.class);
		assertThat(this.harness.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void commitsThatNobodyWaitsForAreCountedAndToldToTheListenerWhenTheyFail() {
		ReaderHarness listening = ReaderHarness.reader(3, UnaryOperator.identity(), true);
		listening.server.answersCommits = false;
		listening.server.start(1, 0, 0);
		listening.server.data(1, 0, 3);
		MessageBatch<String> batch = listening.take();
		batch.messages().get(0).commit();
		batch.messages().get(1).commit();
		listening.settle();
		listening.server.stop(1, false, 0);
		listening.settle();
		batch.messages().get(2).commit();
		listening.settle();
		assertThat(listening.events).contains("commits failed 0 2", "commits failed 0 1");
		assertThat(listening.reader.counters().commitsFailed()).isEqualTo(3);
	}

}
