package io.ydbtopic.spring.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.ydbtopic.client.PartitionSession;
import org.jspecify.annotations.Nullable;

/**
 * Spreads batches, or parts of them, over the threads of a container, one after the other
 * for a partition, or for a key of it: also when the partition was lost and came back
 * while a message of the old session is still being handled. Thread-safe.
 */
final class PartitionScheduler {

	private final Executor workers;

	/** The newest of each partition or key that has one. */
	private final Map<Place, BatchRun<?>> newest = new ConcurrentHashMap<>();

	private final Set<BatchRun<?>> active = ConcurrentHashMap.newKeySet();

	PartitionScheduler(Executor workers) {
		this.workers = workers;
	}

	/** Runs a batch as soon as its partition and a thread are free. */
	void submit(BatchRun<?> run) {
		Place place = new Place(run.batch().session().topic(), run.batch().session().partitionId(), run.key());
		this.active.add(run);
		BatchRun<?> before = this.newest.put(place, run);
		run.done().whenComplete((done, error) -> {
			this.active.remove(run);
			this.newest.remove(place, run);
		});
		if (before == null) {
			execute(run);
			return;
		}
		before.leaveIfSessionIsOver();
		before.done().whenComplete((done, error) -> {
			if (before.left() > 0 && before.batch().session() == run.batch().session()) {
				// What is left comes again, and this must not pass it.
				run.giveUp();
			}
			else {
				execute(run);
			}
		});
	}

	/** Done when everything that was submitted is over. */
	CompletableFuture<Void> idle() {
		return CompletableFuture.allOf(this.active.stream().map(BatchRun::done).toArray(CompletableFuture<?>[]::new))
			.exceptionally((held) -> null);
	}

	private void execute(BatchRun<?> run) {
		try {
			this.workers.execute(run);
		}
		catch (RejectedExecutionException ex) {
			// The threads have ended: the batch comes again.
			run.giveUp();
		}
	}

	/** Tells all batches that are not over. */
	void forEach(Consumer<BatchRun<?>> action) {
		List.copyOf(this.active).forEach(action);
	}

	/** What is held of a session, and waits here. */
	List<BatchRun<?>> heldOf(PartitionSession session) {
		List<BatchRun<?>> held = new ArrayList<>();
		this.active.forEach((run) -> {
			if (run.batch().session() == session && run.isHeld()) {
				held.add(run);
			}
		});
		return held;
	}

	/** How many messages of a session are not handled. */
	long leftOf(PartitionSession session) {
		long left = 0;
		for (BatchRun<?> run : this.active) {
			if (run.batch().session() == session) {
				left += run.left();
			}
		}
		return left;
	}

	/** What is not handled, as words; empty when nothing is left. */
	List<String> left() {
		List<String> left = new ArrayList<>();
		this.active.forEach((run) -> {
			if (run.left() > 0) {
				left.add(run.toString());
			}
		});
		return left;
	}

	private record Place(String topic, long partitionId, @Nullable Object key) {
	}

}
