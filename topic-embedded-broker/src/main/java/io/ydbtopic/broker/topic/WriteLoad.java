package io.ydbtopic.broker.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How many bytes each producer wrote into a partition in the recent past. A write only
 * adds to counters; whoever wants to know asks now and then. Not safe for use by many
 * threads: the partition's lock covers it.
 */
final class WriteLoad {

	private static final int SLICES = 10;

	/** A producer is recent for so long, or for the window when that is shorter. */
	private static final long RECENT_MILLIS_MAX = 5_000;

	/** More producers than these count in the total only. */
	private static final int PRODUCERS_MAX = 10_000;

	private final Duration window;

	private final long sliceMillis;

	private final SlidingSum total;

	private final Map<String, OfProducer> producers = new HashMap<>();

	WriteLoad(Duration window) {
		this.window = window;
		this.sliceMillis = Math.max(1, window.toMillis() / SLICES);
		this.total = new SlidingSum(this.sliceMillis, SLICES);
	}

	Duration window() {
		return this.window;
	}

	/** The producer is empty when nobody knows who wrote. */
	void wrote(String producer, long nowMillis, long bytes) {
		this.total.add(nowMillis, bytes);
		OfProducer load = this.producers.get(producer);
		if (load == null) {
			if (this.producers.size() >= PRODUCERS_MAX) {
				return;
			}
			load = new OfProducer(new SlidingSum(this.sliceMillis, SLICES));
			this.producers.put(producer, load);
		}
		load.bytes.add(nowMillis, bytes);
		load.lastMillis = nowMillis;
	}

	/** Forgets who has written nothing within the window. */
	Snapshot snapshot(long nowMillis) {
		long recentSince = nowMillis - Math.min(RECENT_MILLIS_MAX, this.window.toMillis());
		Map<String, Long> bytes = new HashMap<>();
		int recent = 0;
		for (Map.Entry<String, OfProducer> each : this.producers.entrySet()) {
			OfProducer load = each.getValue();
			bytes.put(each.getKey(), load.bytes.sum(nowMillis));
			recent += (load.lastMillis >= recentSince) ? 1 : 0;
		}
		bytes.values().removeIf((sum) -> sum == 0);
		this.producers.entrySet()
			.removeIf((each) -> each.getValue().lastMillis < recentSince && !bytes.containsKey(each.getKey()));
		return new Snapshot(this.total.sum(nowMillis), recent, bytes);
	}

	/**
	 * The load within the window.
	 *
	 * @param bytes of all producers
	 * @param recentProducers how many producers wrote just now
	 * @param bytesOfProducer the same by producer; an empty name for unknown ones
	 */
	record Snapshot(long bytes, int recentProducers, Map<String, Long> bytesOfProducer) {
	}

	private static final class OfProducer {

		private final SlidingSum bytes;

		private long lastMillis;

		OfProducer(SlidingSum bytes) {
			this.bytes = bytes;
		}

	}

}
