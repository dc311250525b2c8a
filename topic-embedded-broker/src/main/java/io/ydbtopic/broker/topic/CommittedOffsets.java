package io.ydbtopic.broker.topic;

import java.util.HashMap;
import java.util.Map;

/**
 * The offsets of one consumer, by partition: those that were accepted, which later
 * commits build on, and those that the store has kept, which are the only ones that
 * anybody is shown. They differ while the store works, and for ever when it fails. Not
 * safe for use by many threads: the consumer's lock covers it.
 */
final class CommittedOffsets {

	/** A partition that is not here is at 0. */
	private final Map<Long, Long> accepted = new HashMap<>();

	private final Map<Long, Long> kept = new HashMap<>();

	/** Takes over what a store remembers. */
	void restore(long partition, long offset) {
		accept(partition, offset);
		keep(partition, offset);
	}

	void accept(long partition, long offset) {
		this.accepted.put(partition, offset);
	}

	void keep(long partition, long offset) {
		this.kept.put(partition, offset);
	}

	long accepted(long partition) {
		return this.accepted.getOrDefault(partition, 0L);
	}

	long kept(long partition) {
		return this.kept.getOrDefault(partition, 0L);
	}

	boolean isSettled(long partition) {
		return accepted(partition) == kept(partition);
	}

}
