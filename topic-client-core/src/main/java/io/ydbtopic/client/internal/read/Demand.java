package io.ydbtopic.client.internal.read;

import java.util.List;
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

	/** Batches that are welcome, of different partitions. */
	private final int most;

	/** What came beside the result; written before it is completed, read after. */
	private List<MessageBatch<T>> others = List.of();

	private Demand(boolean asynchronous, int most) {
		this.result = new CompletableFuture<>();
		this.asynchronous = asynchronous;
		this.most = most;
	}

	/** Of a thread that waits. */
	static <T> Demand<T> ofThread(int most) {
		return new Demand<>(false, most);
	}

	/** Of a future that user code hangs on. */
	static <T> Demand<T> ofFuture() {
		return new Demand<>(true, 1);
	}

	int most() {
		return this.most;
	}

	List<MessageBatch<T>> others() {
		return this.others;
	}

	void others(List<MessageBatch<T>> batches) {
		this.others = batches;
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
