package io.ydbtopic.broker.topic;

import java.util.Arrays;

/**
 * A sum over the recent past, kept in buckets. Not safe for use by many threads.
 */
final class SlidingSum {

	private final long bucketMillis;

	private final long[] sums;

	/** The number of the newest bucket, counted from the epoch. */
	private long newest;

	SlidingSum(long bucketMillis, int buckets) {
		this.bucketMillis = bucketMillis;
		this.sums = new long[buckets];
	}

	void add(long nowMillis, long amount) {
		moveTo(nowMillis);
		this.sums[(int) (this.newest % this.sums.length)] += amount;
	}

	long sum(long nowMillis) {
		moveTo(nowMillis);
		long total = 0;
		for (long sum : this.sums) {
			total += sum;
		}
		return total;
	}

	private void moveTo(long nowMillis) {
		long bucket = nowMillis / this.bucketMillis;
		if (bucket - this.newest >= this.sums.length) {
			Arrays.fill(this.sums, 0);
			this.newest = bucket;
		}
		while (this.newest < bucket) {
			this.newest++;
			this.sums[(int) (this.newest % this.sums.length)] = 0;
		}
	}

}
