package io.ydbtopic.simulator;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.ydbtopic.broker.log.PartitionKey;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.simulator.check.Checker;
import io.ydbtopic.simulator.check.Invariant;
import io.ydbtopic.simulator.check.Payload;
import io.ydbtopic.simulator.check.Violation;
import io.ydbtopic.simulator.machine.Scheduler;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import io.ydbtopic.simulator.machine.TaskQueue;
import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each invariant is broken once, and the checker tells. */
class CheckerTellsTest {

	private static final PartitionKey FIRST = new PartitionKey(1, 0);

	private static final PartitionKey SECOND = new PartitionKey(1, 1);

	private final Checker checker = new Checker(() -> 0);

	@ParameterizedTest
	@CsvSource({ "DISK_LOSES_MESSAGES, ACKNOWLEDGED_IS_STORED", "DISK_LOSES_COMMITS, COMMIT_IS_STORED",
			"WRITES_TWICE, STORED_ONCE_IN_ORDER", "LOSES_BATCHES, DELIVERED_IN_ORDER",
			"COMMITS_UNHANDLED, COMMIT_NOT_PAST_HANDLED", "MISSES_SESSION_END, SESSION_ENDS_ONCE",
			"READS_TOO_MUCH, CREDIT", "BUFFERS_TOO_MUCH, MEMORY", "LEAVES_CLIENT_OPEN, NO_OPEN_CALL",
			"WAITS_FOR_NOTHING, EVERY_WAIT_ENDS", "STORMS, BACKOFF", "STAYS_PAUSED, DRAINS",
			"SEEKS_NOWHERE, SEEK_IS_OBEYED", "TAKES_NOTHING, NOTHING_STRANDED", "TASK_FAILS, NO_TASK_FAILS" })
	void aWorldThatDoesWrongIsCaught(Sabotage sabotage, Invariant expected) {
		Set<Invariant> told = EnumSet.noneOf(Invariant.class);
		for (int seed = 1; seed <= 40 && !told.contains(expected); seed++) {
			new Run(Scenario.of(seed, 2), false, sabotage).run()
				.violations()
				.forEach((violation) -> told.add(violation.invariant()));
		}
		assertThat(told).contains(expected);
	}

	@Test
	void aProducerOutOfOrderAcrossPartitionsIsCaught() {
		this.checker.appended(FIRST, List.of(record(0, "p:0:")));
		this.checker.appended(SECOND, List.of(record(0, "p:1:")));

		this.checker.delivered("billing", new NoSession(), SECOND, 0, "p:1:");
		this.checker.delivered("billing", new NoSession(), FIRST, 0, "p:0:");

		assertThat(invariants()).contains(Invariant.PRODUCER_ORDER);
	}

	@Test
	void aMessageThatIsNotWhatIsStoredIsCaught() {
		this.checker.appended(FIRST, List.of(record(0, "p:0:")));

		this.checker.delivered("billing", new NoSession(), FIRST, 0, "p:1:");

		assertThat(invariants()).contains(Invariant.DELIVERED_IN_ORDER);
	}

	@Test
	void aDelayOutOfBoundsIsCaught() {
		StreamStatus status = new StreamStatus("w1", StreamStatus.Kind.WRITER, "", List.of("orders"),
				StreamState.RECONNECTING, java.time.Instant.EPOCH, 1, 1, null, null, null);

		this.checker.backsOff(status, 0);
		this.checker.backsOff(status, 600_000_000L);

		assertThat(this.checker.violations()).extracting(Violation::invariant)
			.containsExactly(Invariant.BACKOFF, Invariant.BACKOFF);
	}

	@Test
	void aThreadThatIsPreemptedGoesOnWithItsTasksInOrder() {
		Scheduler scheduler = new Scheduler(1);
		scheduler.preemptThreads();
		TaskQueue queue = new SimulatedProcess(scheduler, "p", 1).newQueue("q");
		List<Integer> ran = new ArrayList<>();
		long begin = scheduler.nanos();
		for (int i = 0; i < 1000; i++) {
			int number = i;
			queue.execute(() -> ran.add(number));
		}
		scheduler.runUntil(() -> ran.size() == 1000, begin + 1_000_000_000L);

		assertThat(ran).hasSize(1000).isSorted();
		assertThat(scheduler.nanos() - begin).isBetween(1_000_000L, 500_000_000L);
	}

	@Test
	void aWholeRunIsGoodWithoutSabotage() {
		assertThat(new Run(Scenario.of(1, 2), false, Sabotage.NONE).run().violations()).isEmpty();
	}

	private Set<Invariant> invariants() {
		Set<Invariant> told = EnumSet.noneOf(Invariant.class);
		this.checker.violations().forEach((violation) -> told.add(violation.invariant()));
		return told;
	}

	private static StoredRecord record(long offset, String value) {
		return new StoredRecord(offset, "p", offset + 1, ByteString.copyFromUtf8(value), 1, value.length(), 0, 0,
				List.of(), Map.of());
	}

	/** A session that is not looked into. */
	private static final class NoSession implements io.ydbtopic.client.PartitionSession {

		@Override
		public String topic() {
			return "orders";
		}

		@Override
		public long partitionId() {
			return 0;
		}

		@Override
		public long sessionId() {
			return 1;
		}

		@Override
		public long committedOffset() {
			return 0;
		}

		@Override
		public long endOffsetAtStart() {
			return 0;
		}

		@Override
		public java.util.concurrent.CompletableFuture<Void> commitUpTo(long offset) {
			throw new UnsupportedOperationException();
		}

		@Override
		public java.util.concurrent.CompletableFuture<Void> seek(long offset) {
			throw new UnsupportedOperationException();
		}

		@Override
		public java.util.concurrent.CompletableFuture<io.ydbtopic.client.PartitionLag> lag() {
			throw new UnsupportedOperationException();
		}

		@Override
		public io.ydbtopic.client.@org.jspecify.annotations.Nullable PartitionLag lastLag() {
			return null;
		}

		@Override
		public boolean isActive() {
			return true;
		}

	}

}
