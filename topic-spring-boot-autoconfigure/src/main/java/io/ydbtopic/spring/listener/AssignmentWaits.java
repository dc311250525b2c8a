package io.ydbtopic.spring.listener;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who waits until a listener has partitions. Thread-safe.
 */
final class AssignmentWaits {

	private final List<Waiting> waiting = new CopyOnWriteArrayList<>();

	/** Done when the listener has as many partitions; to be told with {@link #now}. */
	CompletableFuture<Void> atLeast(int partitions) {
		Waiting one = new Waiting(partitions, new CompletableFuture<>());
		this.waiting.add(one);
		one.reached.whenComplete((done, error) -> this.waiting.remove(one));
		return one.reached;
	}

	/** Tells how many there are. */
	void now(int partitions) {
		for (Waiting one : this.waiting) {
			if (one.partitions <= partitions) {
				one.reached.complete(null);
			}
		}
	}

	/** There will be no more. */
	void over(Throwable cause) {
		this.waiting.forEach((one) -> one.reached.completeExceptionally(cause));
	}

	private record Waiting(int partitions, CompletableFuture<Void> reached) {
	}

}
