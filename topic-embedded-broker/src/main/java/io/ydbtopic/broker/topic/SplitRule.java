package io.ydbtopic.broker.topic;

import java.time.Duration;

/**
 * When a partition of a topic is split by load. Immutable.
 *
 * @param window over which time the load is looked at, more than zero
 * @param bytesPerSecond what a partition is made for
 * @param percent from which share of that on it is split, 1 to 100
 * @param activeMax how many partitions may take writes
 */
record SplitRule(Duration window, long bytesPerSecond, int percent, long activeMax) {

	/** One producer alone would move with its load, so there must be another. */
	boolean isMetBy(WriteLoad.Snapshot load) {
		double bytes = (double) this.bytesPerSecond * this.percent / 100 * this.window.toMillis() / 1_000;
		return load.recentProducers() > 1 && load.bytes() >= bytes;
	}

}
