package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A partition goes on at another offset within its session, and the others notice
 * nothing.
 */
@ExtendWith(CreditInvariant.class)
class SeekTest {

	private static ReaderHarness started(long seed) {
		ReaderHarness harness = ReaderHarness.reader(seed);
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		harness.server.data(1, 0, 10);
		harness.settle();
		return harness;
	}

	private static void seek(ReaderHarness harness, PartitionSession session, long offset) {
		CompletableFuture<Void> sought = session.seek(offset);
		harness.settle();
		assertThat(sought).isCompleted();
	}

	@Test
	void goingForwardPassesOverWhatIsThere() {
		ReaderHarness harness = started(1);
		MessageBatch<String> first = harness.take();
		harness.server.data(1, 10, 5);
		harness.settle();
		seek(harness, first.session(), 13);
		MessageBatch<String> next = harness.take();
		assertThat(ReaderHarness.offsets(next)).containsExactly(13L, 14L);
		first.commit();
		next.commit();
		harness.settle();
		assertThat(harness.server.commits()).as("the commit covers the gap").containsExactly("1:0-15");
		assertThat(harness.replayServer.transport().calls()).isEmpty();
	}

	@Test
	void goingForwardBeyondWhatIsThereWaitsForIt() {
		ReaderHarness harness = started(2);
		seek(harness, harness.take().session(), 12);
		harness.server.data(1, 10, 1);
		harness.settle();
		assertThat(harness.nothingComes()).isTrue();
		harness.server.data(1, 11, 3);
		harness.settle();
		assertThat(ReaderHarness.offsets(harness.take())).containsExactly(12L, 13L);
	}

	@Test
	void goingBackReadsAgainOverAStreamOfItsOwnUntilItHasCaughtUp() {
		ReaderHarness harness = started(3);
		MessageBatch<String> first = harness.take();
		harness.server.data(1, 10, 2);
		harness.settle();
		seek(harness, first.session(), 4);
		assertThat(harness.replayServer.transport().last().isOpen()).isTrue();
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		assertThat(harness.replayServer.starts().get(0).getReadOffset()).isEqualTo(4);
		harness.replayServer.data(1, 4, 3);
		harness.settle();
		assertThat(ReaderHarness.offsets(harness.take())).containsExactly(4L, 5L, 6L);
		harness.replayServer.data(1, 7, 4);
		harness.settle();
		assertThat(ReaderHarness.offsets(harness.take())).as("up to what the reader's stream has kept")
			.containsExactly(7L, 8L, 9L, 10L);
		assertThat(ReaderHarness.offsets(harness.take())).containsExactly(11L);
		harness.runtime.advance(Duration.ofSeconds(10));
		assertThat(harness.replayServer.transport().openCalls()).as("it is not needed any more").isZero();
		harness.server.data(1, 12, 1);
		harness.server.data(2, 0, 1);
		harness.settle();
		assertThat(ReaderHarness.offsets(harness.take())).containsExactly(12L);
		assertThat(harness.take().session().partitionId()).isEqualTo(1);
		assertThat(harness.server.transport().calls()).as("the reader's own streams").hasSize(1);
		assertThat(harness.reader.counters().replays()).isEqualTo(1);
	}

	@Test
	void whatIsReadAgainCanBeCommittedOnTheSession() {
		ReaderHarness harness = started(4);
		MessageBatch<String> first = harness.take();
		first.messages().get(5).session().commitUpTo(6);
		harness.settle();
		seek(harness, first.session(), 3);
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		harness.replayServer.data(1, 3, 7);
		harness.settle();
		MessageBatch<String> again = harness.take();
		assertThat(ReaderHarness.offsets(again)).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
		CompletableFuture<Void> known = again.messages().get(1).commit();
		CompletableFuture<Void> fresh = again.commit();
		harness.settle();
		assertThat(known).isCompleted();
		assertThat(fresh).isCompleted();
		assertThat(harness.server.commits()).containsExactly("1:0-6", "1:6-10");
	}

	@Test
	void aStreamThatBreaksDownGoesOnWhereItWas() {
		ReaderHarness harness = started(5);
		seek(harness, harness.take().session(), 0);
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		harness.replayServer.data(1, 0, 4);
		harness.settle();
		harness.replayServer.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		assertThat(harness.replayServer.starts().get(1).getReadOffset()).isEqualTo(4);
		harness.replayServer.data(1, 3, 7);
		harness.settle();
		List<Long> offsets = new ArrayList<>(ReaderHarness.offsets(harness.take()));
		offsets.addAll(ReaderHarness.offsets(harness.take()));
		assertThat(offsets).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
	}

	@Test
	void aStreamThatIsRefusedEndsTheReadersOwn() {
		ReaderHarness harness = started(6);
		seek(harness, harness.take().session(), 0);
		harness.replayServer.transport()
			.last()
			.end(new TopicException("no right to read without a consumer", StatusCode.BAD_REQUEST, RetryVerdict.FATAL));
		harness.runtime.advance(Duration.ofSeconds(5));
		assertThat(harness.reader.status().lastError()).hasMessageContaining("can't be read again from offset 0");
		assertThat(harness.server.transport().calls().size()).isGreaterThan(1);
	}

	@Test
	void whatTheReadersStreamBringsMeanwhileIsKeptInPartAndTheRestReadAgain() {
		ReaderHarness harness = ReaderHarness.reader(7, (settings) -> settings.bufferMaxBytes(64 * 1024), false);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 10);
		harness.settle();
		seek(harness, harness.take().session(), 0);
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		// Three quarters of the part that is kept, each: only one is.
		for (int i = 0; i < 20; i++) {
			harness.server.data(1, 10 + i, 1, 3000);
			harness.settle();
		}
		assertThat(harness.reader.counters().bufferedBytes()).isLessThan(4096);
		harness.replayServer.data(1, 0, 29, 10);
		harness.settle();
		List<Long> offsets = new ArrayList<>();
		while (offsets.size() < 30) {
			offsets.addAll(ReaderHarness.offsets(harness.take()));
		}
		assertThat(offsets).isSorted().doesNotHaveDuplicates().hasSize(30);
	}

	@Test
	void theEndOfAPartitionIsToldAfterWhatIsReadAgain() {
		ReaderHarness harness = ReaderHarness.subscription(8, UnaryOperator.identity());
		List<MessageBatch<String>> handled = new ArrayList<>();
		harness.handler = (batch) -> {
			handled.add(batch);
			return CompletableFuture.completedFuture(null);
		};
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 3);
		harness.settle();
		seek(harness, handled.get(0).session(), 1);
		harness.server.end(1, 7L);
		harness.settle();
		assertThat(harness.events).doesNotContain("finished 0 [7]");
		harness.replayServer.start(1, 0, 0);
		harness.replayServer.data(1, 1, 2);
		harness.replayServer.end(1, 7L);
		harness.settle();
		assertThat(harness.events).containsSubsequence("data 0 [0, 1, 2]", "data 0 [1, 2]", "finished 0 [7]");
	}

	@Test
	void aSeekDuringADetourBeginsAnother() {
		ReaderHarness harness = started(9);
		PartitionSession session = harness.take().session();
		seek(harness, session, 8);
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		harness.replayServer.data(1, 8, 1);
		harness.settle();
		seek(harness, session, 2);
		harness.runtime.advance(Duration.ofSeconds(10));
		assertThat(harness.replayServer.transport().openCalls()).isEqualTo(1);
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		harness.replayServer.data(1, 2, 8);
		harness.settle();
		assertThat(ReaderHarness.offsets(harness.take())).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
		seek(harness, session, 9);
		seek(harness, session, 10);
		harness.server.data(1, 10, 1);
		harness.settle();
		assertThat(ReaderHarness.offsets(harness.take())).containsExactly(10L);
	}

	@Test
	void messagesThatAreTakenOneByOneDoNotComeFromBeforeTheSeek() throws InterruptedException {
		ReaderHarness harness = started(10);
		ReceivedMessage<String> first = harness.reader.receive(Duration.ofMillis(10));
		assertThat(first).isNotNull();
		seek(harness, first.session(), 10);
		harness.server.data(1, 10, 1);
		harness.settle();
		ReceivedMessage<String> next = harness.reader.receive(Duration.ofMillis(10));
		assertThat(next).isNotNull();
		assertThat(next.offset()).isEqualTo(10);
	}

	@Test
	void aPartitionThatWasHeldGoesOn() {
		ReaderHarness harness = ReaderHarness.subscription(11, UnaryOperator.identity());
		List<PartitionSession> sessions = new ArrayList<>();
		harness.handler = (batch) -> {
			sessions.add(batch.session());
			return (sessions.size() == 1) ? CompletableFuture.failedFuture(new IllegalStateException("poison"))
					: CompletableFuture.completedFuture(null);
		};
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 2);
		harness.settle();
		harness.server.data(1, 2, 2);
		harness.settle();
		assertThat(sessions).hasSize(1);
		seek(harness, sessions.get(0), 1);
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		harness.replayServer.data(1, 1, 3);
		harness.settle();
		assertThat(harness.events).contains("data 0 [1, 2, 3]");
	}

	@Test
	void aStopEndsTheDetour() {
		ReaderHarness harness = started(12);
		PartitionSession session = harness.take().session();
		seek(harness, session, 0);
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		harness.server.stop(1, false, 0);
		harness.runtime.advance(Duration.ofSeconds(10));
		assertThat(harness.replayServer.transport().openCalls()).isZero();
		CompletableFuture<Void> late = session.seek(3);
		harness.settle();
		assertThatThrownBy(late::join).hasCauseInstanceOf(PartitionSessionEndedException.class);
	}

	@Test
	void aLostStreamEndsItToo() {
		ReaderHarness harness = started(13);
		seek(harness, harness.take().session(), 0);
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(10));
		assertThat(harness.replayServer.transport().openCalls()).isZero();
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 1);
		harness.settle();
		assertThat(ReaderHarness.offsets(harness.take())).as("the next session starts where the server says")
			.containsExactly(0L);
	}

	@Test
	void aNegativeOffsetIsRefused() {
		ReaderHarness harness = started(14);
		PartitionSession session = harness.take().session();
		assertThatIllegalArgumentException().isThrownBy(() -> session.seek(-1))
			.withMessageContaining("seek to offset -1 (expected: zero or more)");
	}

	@Test
	void aPartitionThatTakesNothingGivesUpTheBufferWhenOthersStarve() {
		ReaderHarness harness = ReaderHarness.subscription(15,
				(settings) -> settings.bufferMaxBytes(16 * 1024).slowPartitionAfter(Duration.ofSeconds(1)));
		CompletableFuture<Void> slow = new CompletableFuture<>();
		harness.handler = (batch) -> (batch.session().partitionId() == 0) ? slow
				: CompletableFuture.completedFuture(null);
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		long next = fill(harness);
		assertThat(harness.server.granted()).isLessThanOrEqualTo(0);
		harness.runtime.advance(Duration.ofSeconds(3));
		assertThat(harness.server.statusRequests()).as("is there anything for the other?").contains(2L);
		harness.server.status(2, 0, 0, 0, Instant.EPOCH);
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.granted()).as("there is nothing").isLessThanOrEqualTo(0);
		harness.server.status(2, 0, 0, 5, Instant.EPOCH);
		harness.settle();
		assertThat(harness.server.granted()).as("the buffer is free").isGreaterThan(12 * 1024);
		harness.server.data(2, 0, 5);
		harness.settle();
		assertThat(harness.events).contains("data 1 [0, 1, 2, 3, 4]");
		for (int i = 0; i < 50; i++) {
			harness.server.data(1, next++, 1, 1000);
			harness.server.data(2, 5 + i, 1);
			harness.settle();
		}
		assertThat(harness.events).as("nor can it fill the buffer again").contains("data 1 [54]");
		assertThat(harness.replayServer.transport().calls()).as("nothing is read again before it is wanted").isEmpty();
		slow.complete(null);
		harness.settle();
		harness.replayServer.start(1, 0, 0);
		harness.settle();
		long from = harness.replayServer.starts().get(0).getReadOffset();
		harness.replayServer.data(1, from, (int) (next - from));
		harness.settle();
		assertThat(offsetsOf(harness, 0)).isSorted().doesNotHaveDuplicates().hasSize((int) next);
	}

	/** Partition 0 fills the buffer. */
	private static long fill(ReaderHarness harness) {
		long next = 0;
		while (harness.server.granted() > 0) {
			harness.server.data(1, next++, 1, 1000);
			harness.settle();
		}
		return next;
	}

	private static List<Long> offsetsOf(ReaderHarness harness, int partition) {
		List<Long> offsets = new ArrayList<>();
		for (String event : harness.events) {
			if (event.startsWith("data " + partition)) {
				for (String offset : event.substring(event.indexOf('[') + 1, event.indexOf(']')).split(", ")) {
					offsets.add(Long.valueOf(offset));
				}
			}
		}
		return offsets;
	}

	@Test
	void aPartitionThatTakesNothingMayKeepTheBufferIfSoWished() {
		ReaderHarness harness = ReaderHarness.subscription(16,
				(settings) -> settings.bufferMaxBytes(16 * 1024).slowPartitionAfter(Duration.ZERO));
		CompletableFuture<Void> slow = new CompletableFuture<>();
		harness.handler = (batch) -> slow;
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		fill(harness);
		harness.runtime.advance(Duration.ofMinutes(1));
		assertThat(harness.server.statusRequests()).isEmpty();
		slow.complete(null);
	}

	@Test
	void anApplicationThatTakesNothingAtAllIsLeftAlone() {
		ReaderHarness harness = ReaderHarness.reader(17, (settings) -> settings.bufferMaxBytes(16 * 1024), false);
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		fill(harness);
		harness.runtime.advance(Duration.ofMinutes(1));
		assertThat(harness.server.statusRequests()).isEmpty();
		assertThat(harness.server.granted()).isLessThanOrEqualTo(0);
	}

}
