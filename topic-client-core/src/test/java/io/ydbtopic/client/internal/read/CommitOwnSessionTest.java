package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rule 10: readers never commit what is not theirs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(CreditInvariant.class)
class CommitOwnSessionTest {

	@Test
	void aCommitFromALostStreamIsNotSentForASessionThatIsOver() {
		ReaderHarness harness = ReaderHarness.reader(38);
		harness.server.answersCommits = false;
		harness.server.start(1, 1, 0);
		harness.server.data(1, 0, 5);
		harness.settle();
		CompletableFuture<Void> commit = harness.take().commit();
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		harness.server.start(2, 1, 0);
		harness.server.stop(2, false, 0);
		harness.settle();
		assertThat(harness.server.commits()).containsExactly("1:0-5");
		assertThat(commit).isCompletedExceptionally();
	}

	@Test
	void aCommitAfterTheStreamBrokeFailsAtOnceAndNeverReachesTheNewStream() {
		ReaderHarness harness = ReaderHarness.reader(1);
		harness.server.start(1, 0, 10);
		harness.server.data(1, 10, 3);
		MessageBatch<String> old = harness.take();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		// Session ids start anew on each stream: the new session has the same number.
		harness.server.start(1, 0, 10);
		harness.settle();
		CompletableFuture<Void> commit = old.commit();
		harness.settle();
		assertThat(commit).isDone();
		assertThatThrownBy(() -> commit.getNow(null)).hasCauseInstanceOf(PartitionSessionEndedException.class)
			.hasMessageContaining("partition 0");
		assertThat(harness.server.commits()).isEmpty();
		assertThat(old.session().isActive()).isFalse();
	}

	@Test
	void aPendingCommitFailsWithItsSession() {
		ReaderHarness harness = ReaderHarness.reader(2);
		harness.server.answersCommits = false;
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 3);
		CompletableFuture<Void> commit = harness.take().commit();
		harness.settle();
		assertThat(commit).isNotDone();
		harness.server.stop(1, false, 0);
		harness.settle();
		assertThat(commit).isDone();
		assertThatThrownBy(() -> commit.getNow(null)).hasCauseInstanceOf(PartitionSessionEndedException.class);
	}

	@Test
	void aPendingCommitIsHeldThroughTheBackoffAndTheSessionEndsBeforeIt() {
		ReaderHarness harness = ReaderHarness.reader(3);
		harness.server.answersCommits = false;
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 3);
		MessageBatch<String> batch = harness.take();
		CompletableFuture<Void> commit = batch.commit();
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.runtime.settle();
		assertThat(commit).isNotDone();
		assertThat(batch.session().isActive()).isFalse();
		assertThat(harness.server.transport().calls()).hasSize(1);
	}

	@Test
	void withoutAHoldTimeAPendingCommitFailsBeforeTheBackoff() {
		ReaderHarness harness = ReaderHarness.reader(3, (settings) -> settings.commitHoldTimeout(Duration.ZERO), false);
		harness.server.answersCommits = false;
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 3);
		CompletableFuture<Void> commit = harness.take().commit();
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.runtime.settle();
		assertThat(commit).isCompletedExceptionally();
		assertThat(harness.server.transport().calls()).hasSize(1);
	}

	@Test
	void commitsAreStitchedOverTheGapsThatRetentionLeaves() {
		ReaderHarness harness = ReaderHarness.reader(4);
		harness.server.start(1, 0, 5);
		harness.server.data(1, 20, 2);
		harness.server.data(1, 30, 1);
		harness.settle();
		List<ReceivedMessage<String>> messages = harness.take().messages();
		messages.get(0).commit();
		harness.settle();
		messages.get(1).commit();
		messages.get(2).commit();
		harness.settle();
		assertThat(harness.server.commits()).containsExactly("1:5-21", "1:21-31");
	}

	@Test
	void commitsOutOfOrderWaitForTheHoleAndMerge() {
		ReaderHarness harness = ReaderHarness.reader(5);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 4);
		List<ReceivedMessage<String>> messages = harness.take().messages();
		CompletableFuture<Void> third = messages.get(2).commit();
		CompletableFuture<Void> second = messages.get(1).commit();
		harness.settle();
		assertThat(harness.server.commits()).isEmpty();
		assertThat(third).isNotDone();
		messages.get(0).commit();
		harness.settle();
		assertThat(harness.server.commits()).containsExactly("1:0-3");
		assertThat(third).isCompleted();
		assertThat(second).isCompleted();
		assertThat(messages.get(0).session().committedOffset()).isEqualTo(3);
	}

	@Test
	void commitsInAnyOrderCompleteAsTheServerConfirmsTheirOffsets() {
		ReaderHarness harness = ReaderHarness.reader(7);
		harness.server.answersCommits = false;
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 6);
		List<ReceivedMessage<String>> messages = harness.take().messages();
		Map<Integer, CompletableFuture<Void>> commits = new TreeMap<>();
		List<Integer> completed = new ArrayList<>();
		for (int place : List.of(1, 4, 2, 0, 5, 3)) {
			CompletableFuture<Void> commit = messages.get(place).commit();
			commit.thenRun(() -> completed.add(place));
			commits.put(place, commit);
		}
		harness.settle();
		for (int confirmed : List.of(2, 3, 6)) {
			harness.server.transport().last().reply(FakeReadServer.committed(1, confirmed));
			harness.settle();
			commits
				.forEach((place, commit) -> assertThat(commit.isDone()).as("message %d, confirmed %d", place, confirmed)
					.isEqualTo(place < confirmed));
		}
		assertThat(completed).containsExactly(0, 1, 2, 3, 4, 5);
	}

	@Test
	void committingTwiceCompletesBothAndAsksOnce() {
		ReaderHarness harness = ReaderHarness.reader(6);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 1);
		ReceivedMessage<String> message = harness.take().messages().get(0);
		CompletableFuture<Void> first = message.commit();
		CompletableFuture<Void> again = message.commit();
		harness.settle();
		CompletableFuture<Void> late = message.commit();
		assertThat(first).isCompleted();
		assertThat(again).isCompleted();
		assertThat(late).as("at or below what is committed").isCompleted();
		assertThat(harness.server.commits()).containsExactly("1:0-1");
	}

	@Test
	void commitsOfOneTurnShareARequestOverPartitions() {
		ReaderHarness harness = ReaderHarness.reader(7);
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		harness.server.data(1, 0, 10);
		harness.server.data(2, 0, 10);
		harness.settle();
		int before = harness.server.transport().last().received().size();
		MessageBatch<String> one = harness.take();
		MessageBatch<String> two = harness.take();
		int reads = harness.server.transport().last().received().size() - before;
		one.messages().forEach(ReceivedMessage::commit);
		two.messages().forEach(ReceivedMessage::commit);
		harness.settle();
		assertThat(harness.server.transport().last().received()).hasSize(before + reads + 1);
		assertThat(harness.server.commits()).containsExactlyInAnyOrder("1:0-10", "2:0-10");
	}

	@Test
	void anAnswerForAnUnknownSessionDoesNotHideTheOthers() {
		ReaderHarness harness = ReaderHarness.reader(8);
		harness.server.answersCommits = false;
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 1);
		CompletableFuture<Void> commit = harness.take().commit();
		harness.settle();
		harness.server.transport().last().reply(FakeReadServer.committed(99, 5));
		harness.server.transport().last().reply(FakeReadServer.committed(1, 1));
		harness.settle();
		assertThat(commit).isCompleted();
	}

	@Test
	void withoutAConsumerACommitIsRefused() {
		ReaderHarness harness = ReaderHarness.reader(9,
				(settings) -> settings.consumer(null).topics(List.of(TopicSource.of("orders", List.of(0L)))), false);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 1);
		MessageBatch<String> batch = harness.take();
		assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class).hasMessageContaining("consumer");
	}

	@Test
	void aCloseWaitsForPendingCommitsUntilItsDeadline() {
		ReaderHarness harness = ReaderHarness.reader(10, UnaryOperator.identity(), true);
		harness.server.answersCommits = false;
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 1);
		CompletableFuture<Void> commit = harness.take().commit();
		CompletableFuture<Void> closed = harness.reader.closeAsync(Duration.ofSeconds(5));
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(closed).isNotDone();
		harness.server.transport().last().reply(FakeReadServer.committed(1, 1));
		harness.runtime.advance(Duration.ofMillis(10));
		assertThat(commit).isCompleted();
		assertThat(closed).isCompleted();
		assertThat(harness.events).containsExactly("starting 0", "ended 0 CLOSED");
	}

	@Test
	void aCloseEndsWhenTheStreamDiesUnderItsFlush() {
		// P-A and D3 of clients.md: this hung for ever. The commit may still come back,
		// so
		// that the close waits for it, but not longer than its deadline.
		ReaderHarness harness = ReaderHarness.reader(11);
		harness.server.answersCommits = false;
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 1);
		CompletableFuture<Void> commit = harness.take().commit();
		CompletableFuture<Void> closed = harness.reader.closeAsync(Duration.ofSeconds(30));
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(29));
		assertThat(closed).isNotDone();
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(closed).isCompleted();
		assertThat(commit).isCompletedExceptionally();
		assertThat(harness.server.transport().openCalls()).isZero();
		assertThat(harness.runtime.pendingTimers()).isEmpty();
	}

}
