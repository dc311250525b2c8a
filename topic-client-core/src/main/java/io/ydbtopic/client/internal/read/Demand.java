package io.ydbtopic.client.internal.read;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.ydbtopic.client.MessageBatch;

/**
 * A caller that wants a batch. Either the loop claims it, and then a batch comes for
 * sure, or the caller does, and then none comes: nothing is taken for a caller who has
 * left. Thread-safe.
 *
 * @param <T> type of the values
 */
final class Demand<T> {

	private final CompletableFuture<MessageBatch<T>> result;

	/** Whether user code hangs on the result, which must not run on the loop. */
	private final boolean asynchronous;

	private final AtomicBoolean claimed = new AtomicBoolean();

	Demand(CompletableFuture<MessageBatch<T>> result, boolean asynchronous) {
		this.result = result;
		this.asynchronous = asynchronous;
	}

	/** Decides the race; true for the one who comes first. */
	boolean claim() {
		return this.claimed.compareAndSet(false, true);
	}

	CompletableFuture<MessageBatch<T>> result() {
		return this.result;
	}

	boolean isAsynchronous() {
		return this.asynchronous;
	}

}
