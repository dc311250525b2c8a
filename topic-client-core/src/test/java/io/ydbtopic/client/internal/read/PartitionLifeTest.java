package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.observe.StreamState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Rules 10 and 11: each session ends once, in one order with its data, on user threads.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(CreditInvariant.class)
class PartitionLifeTest {

	private final List<CompletableFuture<Void>> inHand = new ArrayList<>();

	private ReaderHarness slow(long seed) {
		ReaderHarness harness = ReaderHarness.subscription(seed, UnaryOperator.identity());
		harness.handler = (batch) -> {
			CompletableFuture<Void> done = new CompletableFuture<>();
			this.inHand.add(done);
			return done.thenCompose((handled) -> batch.commit());
		};
		return harness;
	}

	@Test
	void lifecycleComesInOrderWithTheData() {
		ReaderHarness harness = slow(1);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 2);
		harness.settle();
		harness.server.data(1, 2, 2);
		harness.server.stop(1, true, 0);
		harness.settle();
		assertThat(harness.events).containsExactly("starting 0", "data 0 [0, 1]");
		this.inHand.get(0).complete(null);
		harness.settle();
		assertThat(harness.events).containsExactly("starting 0", "data 0 [0, 1]", "stopping 0", "ended 0 STOPPED");
		assertThat(harness.server.stops()).containsExactly(1L);
		assertThat(harness.server.commits()).containsExactly("1:0-2");
	}

	@Test
	void aSessionThatIsStartedTwiceCostsTheConnectionAndEndsOnce() {
		ReaderHarness harness = slow(7);
		harness.server.start(1, 0, 0);
		harness.settle();
		harness.server.start(1, 0, 0);
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.events).containsExactly("starting 0", "ended 0 STREAM_LOST");
		assertThat(harness.server.transport().calls()).hasSize(2);
	}

	@Test
	void aGracefulStopWaitsForTheCommitsOfWhatIsInHand() {
		ReaderHarness harness = ReaderHarness.reader(2);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 3);
		MessageBatch<String> batch = harness.take();
		harness.server.stop(1, true, 0);
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(harness.server.stops()).isEmpty();
		batch.commit();
		harness.settle();
		assertThat(harness.server.stops()).containsExactly(1L);
	}

	@Test
	void aGracefulStopWaitsNoLongerThanItsTimeout() {
		ReaderHarness harness = ReaderHarness.reader(3, (settings) -> settings.stopTimeout(Duration.ofSeconds(3)),
				false);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 3);
		MessageBatch<String> batch = harness.take();
		harness.server.stop(1, true, 0);
		harness.runtime.advance(Duration.ofMillis(2990));
		assertThat(harness.server.stops()).isEmpty();
		harness.runtime.advance(Duration.ofMillis(20));
		assertThat(harness.server.stops()).containsExactly(1L);
		assertThat(batch.session().isActive()).isFalse();
	}

	@Test
	void whatWasNotHandedOutIsDroppedByAStop() {
		ReaderHarness harness = ReaderHarness.reader(4);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 3);
		harness.settle();
		harness.server.stop(1, true, 0);
		harness.settle();
		assertThat(harness.server.stops()).containsExactly(1L);
		assertThat(harness.nothingComes()).isTrue();
	}

	@Test
	void everySessionThatStartedEndsOnceThroughReconnectsAndTheClose() {
		for (long seed = 0; seed < 200; seed++) {
			Random chance = new Random(seed);
			ReaderHarness harness = ReaderHarness.subscription(seed, UnaryOperator.identity());
			harness.handler = (batch) -> (chance.nextInt(20) == 0)
					? CompletableFuture.failedFuture(new IllegalStateException("bad")) : batch.commit();
			for (int round = 0; round < 5; round++) {
				for (int partition = 0; partition < 3; partition++) {
					// Further than the round before: what it left is committed by now.
					harness.server.start(partition + 1, partition, round * 100L);
				}
				for (int step = 0; step < 10; step++) {
					int partition = chance.nextInt(3);
					switch (chance.nextInt(5)) {
						case 0 -> harness.server.stop(partition + 1, chance.nextBoolean(), 0);
						case 1 -> harness.server.stop(partition + 1, true, 0);
						default -> harness.server.data(partition + 1, round * 100L + step * 10L, 5);
					}
					if (chance.nextBoolean()) {
						harness.runtime.advance(Duration.ofMillis(chance.nextInt(3)));
					}
				}
				harness.server.transport().last().breakDown();
				int calls = harness.server.transport().calls().size();
				harness.runtime.runUntil(() -> harness.server.transport().calls().size() > calls,
						Duration.ofSeconds(30));
				harness.settle();
			}
			harness.server.start(1, 0, 0);
			CompletableFuture<Void> closed = harness.subscription.closeAsync(Duration.ofSeconds(5));
			harness.runtime.advance(Duration.ofSeconds(10));
			assertThat(closed).isCompleted();
			long started = harness.events.stream().filter((event) -> event.startsWith("starting")).count();
			long ended = harness.events.stream().filter((event) -> event.startsWith("ended")).count();
			assertThat(ended).as("seed %d", seed).isEqualTo(started).isGreaterThan(3);
			assertThat(harness.server.transport().openCalls()).isZero();
		}
	}

	@Test
	void aSlowStartHookDelaysItsPartitionAlone() {
		// P-H and D8 of clients.md: hooks ran one after the other in the read loop.
		ReaderHarness harness = ReaderHarness.subscription(6, UnaryOperator.identity());
		CompletableFuture<StartPosition> answer = new CompletableFuture<>();
		harness.startHook = (session) -> (session.partitionId() == 0) ? answer
				: CompletableFuture.completedFuture(StartPosition.COMMITTED);
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		harness.settle();
		assertThat(harness.server.starts()).extracting((start) -> start.getPartitionSessionId()).containsExactly(2L);
		harness.server.data(2, 0, 1);
		harness.settle();
		assertThat(harness.events).contains("data 1 [0]");
		answer.complete(StartPosition.readFrom(50));
		harness.settle();
		assertThat(harness.server.starts().get(1).getReadOffset()).isEqualTo(50);
	}

	@Test
	void aStartHookWithoutAnAnswerCostsTheConnection() {
		ReaderHarness harness = ReaderHarness.reader(7, (settings) -> settings.startTimeout(Duration.ofSeconds(2)),
				true);
		harness.startHook = (session) -> new CompletableFuture<>();
		harness.server.start(1, 0, 0);
		harness.runtime.advance(Duration.ofSeconds(3));
		assertThat(harness.server.transport().calls()).hasSize(2);
		assertThat(harness.reader.status().lastError()).hasMessageContaining("onPartitionStarting gave no answer");
		assertThat(harness.events).containsExactly("starting 0");
	}

	@Test
	void aStartBelowTheCommittedOffsetIsToldToTheUserNotToTheServer() {
		ReaderHarness harness = ReaderHarness.reader(8, UnaryOperator.identity(), true);
		harness.startHook = (session) -> CompletableFuture.completedFuture(StartPosition.readFrom(3));
		harness.server.start(1, 0, 10);
		harness.runtime.advance(Duration.ofMillis(100));
		assertThat(harness.server.starts()).isEmpty();
		assertThat(harness.reader.status().lastError()).hasMessageContaining("readOffset 3 (expected: at least 10)");
	}

	@Test
	void aCommitOffsetAtTheStartIsTheBaseOfLaterCommits() {
		ReaderHarness harness = ReaderHarness.reader(9, UnaryOperator.identity(), true);
		harness.startHook = (session) -> CompletableFuture.completedFuture(StartPosition.commitAndReadFrom(20));
		harness.server.start(1, 0, 10);
		harness.server.data(1, 20, 1);
		harness.take().commit();
		harness.settle();
		assertThat(harness.server.starts().get(0).getCommitOffset()).isEqualTo(20);
		assertThat(harness.server.commits()).containsExactly("1:20-21");
	}

	@Test
	void theAnswerOfASlowHookNeverReachesAnotherStream() {
		ReaderHarness harness = ReaderHarness.reader(10, UnaryOperator.identity(), true);
		List<CompletableFuture<StartPosition>> answers = new ArrayList<>();
		harness.startHook = (session) -> {
			answers.add(new CompletableFuture<>());
			return answers.get(answers.size() - 1);
		};
		harness.server.start(1, 0, 0);
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		harness.server.start(1, 0, 0);
		harness.settle();
		answers.get(0).complete(StartPosition.readFrom(5));
		harness.settle();
		assertThat(harness.server.starts()).isEmpty();
		answers.get(1).complete(StartPosition.COMMITTED);
		harness.settle();
		assertThat(harness.server.starts()).hasSize(1).noneMatch((start) -> start.hasReadOffset());
	}

	@Test
	void parentsComeBeforeTheirChildren() {
		ReaderHarness harness = slow(11);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 2);
		harness.server.end(1, 1L, 2L);
		harness.server.start(2, 1, 0);
		harness.server.data(2, 0, 2);
		harness.settle();
		assertThat(harness.events).doesNotContain("data 1 [0, 1]");
		this.inHand.get(0).complete(null);
		harness.settle();
		assertThat(harness.events).containsSubsequence("data 0 [0, 1]", "finished 0 [1, 2]", "data 1 [0, 1]");
		this.inHand.get(1).complete(null);
	}

	@Test
	void aFailedBatchHoldsItsPartitionAndNotTheOthers() {
		ReaderHarness harness = ReaderHarness.subscription(12, (settings) -> settings.bufferMaxBytes(10_000));
		harness.handler = (batch) -> (batch.session().partitionId() == 0)
				? CompletableFuture.failedFuture(new IllegalStateException("poison")) : batch.commit();
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		harness.settle();
		harness.server.data(1, 0, 1);
		harness.settle();
		for (int i = 0; i < 500; i++) {
			harness.server.data(1, 1 + i * 10L, 10);
			harness.server.data(2, i * 10L, 10);
			harness.settle();
		}
		assertThat(harness.events.stream().filter((event) -> event.startsWith("data 0"))).hasSize(1);
		assertThat(harness.events.stream().filter((event) -> event.startsWith("data 1"))).hasSize(500);
		assertThat(harness.server.granted()).as("a held partition takes no room").isGreaterThan(8000);
		harness.server.stop(1, true, 0);
		harness.settle();
		assertThat(harness.events).contains("ended 0 STOPPED");
	}

	@Test
	void aReaderPausesAPartitionWhoseMessagesAreThereAlready() {
		ReaderHarness harness = ReaderHarness.reader(31);
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		harness.server.data(1, 0, 2);
		harness.server.data(2, 0, 2);
		harness.settle();
		harness.reader.pause("orders", 0, true);
		harness.settle();
		assertThat(harness.take().session().partitionId()).isEqualTo(1);
		assertThat(harness.nothingComes()).isTrue();
		harness.reader.pause("orders", 0, false);
		harness.reader.pause(true);
		assertThat(harness.nothingComes()).isTrue();
		harness.reader.pause(false);
		assertThat(harness.take().session().partitionId()).isZero();
	}

	@Test
	void aPausedPartitionWaitsAndThePauseOutlivesAReconnect() {
		ReaderHarness harness = ReaderHarness.subscription(13, UnaryOperator.identity());
		harness.subscription.pause("orders", 0, true);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 1);
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		harness.server.data(1, 0, 1);
		harness.server.data(2, 0, 1);
		harness.settle();
		assertThat(harness.events).contains("data 1 [0]").doesNotContain("data 0 [0]");
		harness.subscription.pause("orders", 0, false);
		harness.settle();
		assertThat(harness.events).contains("data 0 [0]");
	}

	@Test
	void aReceiveIsWokenByTheCloseAtOnce() throws InterruptedException {
		// J-6 of clients.md: the caller woke almost five seconds later.
		ReaderHarness harness = ReaderHarness.reader(14);
		CompletableFuture<MessageBatch<String>> waiting = harness.reader.receiveBatchAsync();
		harness.settle();
		long begun = harness.runtime.nanoTime();
		harness.reader.closeAsync(Duration.ofSeconds(10));
		harness.runtime.runUntil(waiting::isDone, Duration.ofSeconds(10));
		assertThat(harness.runtime.nanoTime()).isEqualTo(begun);
		assertThatThrownBy(() -> waiting.getNow(null)).hasCauseInstanceOf(TopicClosedException.class);
		assertThatThrownBy(() -> harness.reader.receive(Duration.ofSeconds(1)))
			.isInstanceOf(TopicClosedException.class);
	}

	@Test
	void aDemandThatWasCancelledLosesNothing() {
		ReaderHarness harness = ReaderHarness.reader(15);
		harness.server.start(1, 0, 0);
		harness.settle();
		harness.reader.receiveBatchAsync().cancel(false);
		harness.settle();
		harness.server.data(1, 0, 2);
		assertThat(ReaderHarness.offsets(harness.take())).containsExactly(0L, 1L);
	}

	@Test
	void messagesAreTakenOneByOneInOrder() throws InterruptedException {
		ReaderHarness harness = ReaderHarness.reader(16);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 3);
		for (long offset = 0; offset < 3; offset++) {
			var message = harness.reader.receive(Duration.ofMillis(10));
			assertThat(message).isNotNull();
			assertThat(message.offset()).isEqualTo(offset);
			assertThat(message.value()).isEqualTo(String.valueOf(offset));
			assertThat(message.producerId()).isEqualTo("shop");
		}
		assertThat(harness.reader.receive(Duration.ofMillis(10))).isNull();
		assertThat(harness.reader.status().state()).isEqualTo(StreamState.CONNECTED);
	}

}
