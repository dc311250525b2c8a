package io.ydbtopic.broker.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a reader that knows no splits keeps a partition that it has read to its end
 * and not committed: longer each time. Not safe for use by many threads.
 */
final class ReleaseDelays {

	private static final int DOUBLINGS_MAX = 6;

	private final Map<Long, Integer> times = new HashMap<>();

	/** The delay of the next release of a partition: 1 s, 2 s, 4 s and so on, to 64 s. */
	Duration next(long partition) {
		int before = this.times.merge(partition, 1, Integer::sum) - 1;
		return Duration.ofSeconds(1L << Math.min(before, DOUBLINGS_MAX));
	}

	/** The partition was committed to its end. */
	void forget(long partition) {
		this.times.remove(partition);
	}

}
