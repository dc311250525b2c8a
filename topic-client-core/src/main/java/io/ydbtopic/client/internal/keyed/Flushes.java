package io.ydbtopic.client.internal.keyed;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.TopicException;
import org.jspecify.annotations.Nullable;

/**
 * Counts messages without an end, by the flush that they came before. Messages of
 * different partitions end in any order, and move between partitions; a count does not
 * mind. Confined to the keyed writer's loop.
 */
final class Flushes {

	/** The oldest first; the last one is open for new messages and has no waiter. */
	private final ArrayDeque<Age> ages = new ArrayDeque<>();

	private Age newest = new Age();

	Flushes() {
		this.ages.add(this.newest);
	}

	/** A message begins: it is to be handed to {@link #ended} once. */
	Age begun() {
		this.newest.pending++;
		return this.newest;
	}

	/**
	 * A message has ended.
	 * @param rejection why it was rejected, if nobody else hears of it
	 */
	void ended(Age age, @Nullable MessageRejectedException rejection) {
		age.pending--;
		if (rejection != null && age.rejection == null) {
			age.rejection = rejection;
		}
		if (age.pending == 0) {
			complete();
		}
	}

	private void complete() {
		Age first = this.ages.element();
		while (first.waiter != null && first.pending == 0) {
			this.ages.remove();
			Age next = this.ages.element();
			if (first.rejection != null) {
				first.waiter.completeExceptionally(first.rejection);
			}
			else {
				first.waiter.complete(null);
			}
			first = next;
		}
	}

	/** Everything that has begun until now. */
	CompletableFuture<Void> flush() {
		CompletableFuture<Void> waiter = new CompletableFuture<>();
		this.newest.waiter = waiter;
		this.newest = new Age();
		this.ages.add(this.newest);
		complete();
		return waiter;
	}

	/** Whether somebody waits. */
	boolean isAwaited() {
		return this.ages.size() > 1;
	}

	/** Fails all who wait. */
	void fail(TopicException cause) {
		for (Age age : this.ages) {
			if (age.waiter != null) {
				age.waiter.completeExceptionally(cause);
			}
		}
	}

	/** The messages between two flushes. */
	static final class Age {

		private long pending;

		/** The flush that ends this age; null while it is the newest. */
		private @Nullable CompletableFuture<Void> waiter;

		private @Nullable MessageRejectedException rejection;

	}

}
