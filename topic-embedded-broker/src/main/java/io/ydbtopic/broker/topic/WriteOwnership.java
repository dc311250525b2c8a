package io.ydbtopic.broker.topic;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.ydbtopic.broker.error.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * A write session's right to write into one partition. It ends when the session lets go,
 * when another session of the same producer takes over, when the partition is split, or
 * when the topic is dropped. Safe for use by many threads.
 */
public final class WriteOwnership {

	private final String producerId;

	private final long seqNoAtStart;

	/** Told at most once, possibly under the partition's lock: it may only enqueue. */
	private final Consumer<RejectedException> onLost;

	/** Why it ended; null while it lasts. */
	private final AtomicReference<@Nullable RejectedException> lost = new AtomicReference<>();

	WriteOwnership(String producerId, long seqNoAtStart, Consumer<RejectedException> onLost) {
		this.producerId = producerId;
		this.seqNoAtStart = seqNoAtStart;
		this.onLost = onLost;
	}

	/**
	 * Who writes.
	 * @return the producer; empty without deduplication
	 */
	public String producerId() {
		return this.producerId;
	}

	/** The greatest number that the producer had written when the session began. */
	long seqNoAtStart() {
		return this.seqNoAtStart;
	}

	boolean isAnonymous() {
		return this.producerId.isEmpty();
	}

	void lose(RejectedException reason) {
		if (this.lost.compareAndSet(null, reason)) {
			this.onLost.accept(reason);
		}
	}

	void check() {
		RejectedException reason = this.lost.get();
		if (reason != null) {
			throw reason;
		}
	}

}
