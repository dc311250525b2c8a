package io.ydbtopic.client.internal.write;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.TopicException;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait until everything up to their place in the order has its end. Confined to
 * the writer's loop.
 */
final class FlushQueue {

	private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

	/** The first rejection of a message without a future since the last flush. */
	private @Nullable MessageRejectedException silentRejection;

	/** Adds one who waits for everything up to a place. */
	CompletableFuture<Void> add(int ordinal) {
		Waiter waiter = new Waiter(ordinal, new CompletableFuture<>());
		this.waiters.add(waiter);
		return waiter.done();
	}

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	/** A message was rejected; without a future, the next flush tells it. */
	void rejected(OutboxEntry entry, MessageRejectedException cause) {
		if (entry.ack == null && this.silentRejection == null) {
			this.silentRejection = cause;
		}
	}

	/**
	 * Wakes those whose turn has come.
	 * @param oldestPending place of the oldest message without an end
	 */
	void complete(int oldestPending) {
		Waiter waiter = this.waiters.peek();
		// Places wrap around.
		while (waiter != null && oldestPending - waiter.ordinal() > 0) {
			completeFirst();
			waiter = this.waiters.peek();
		}
	}

	/** All messages have their end. */
	void completeAll() {
		while (!this.waiters.isEmpty()) {
			completeFirst();
		}
	}

	private void completeFirst() {
		Waiter waiter = this.waiters.remove();
		MessageRejectedException rejection = this.silentRejection;
		if (rejection != null) {
			this.silentRejection = null;
			waiter.done().completeExceptionally(rejection);
		}
		else {
			waiter.done().complete(null);
		}
	}

	/** The end of the writer. */
	void fail(TopicException cause) {
		Waiter waiter = this.waiters.poll();
		while (waiter != null) {
			waiter.done().completeExceptionally(cause);
			waiter = this.waiters.poll();
		}
	}

	private record Waiter(int ordinal, CompletableFuture<Void> done) {
	}

}
