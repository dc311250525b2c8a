package io.ydbtopic.simulator.fleet;

import java.util.Arrays;

/**
 * When things of one kind arrived at each node. Times must not go back. Not thread-safe.
 */
final class Arrivals {

	private final long[][] times;

	private final int[] counts;

	Arrivals(int nodes) {
		this.times = new long[nodes][16];
		this.counts = new int[nodes];
	}

	/** Something arrives at a node, counted from 1. */
	void add(int node, long nanos) {
		int index = node - 1;
		if (this.counts[index] == this.times[index].length) {
			this.times[index] = Arrays.copyOf(this.times[index], 2 * this.counts[index]);
		}
		this.times[index][this.counts[index]++] = nanos;
	}

	/** How many have arrived at all nodes. */
	int total() {
		return Arrays.stream(this.counts).sum();
	}

	/** The most that arrived at one node within a time, wherever that begins. */
	int peak(long windowNanos) {
		int peak = 0;
		for (int node = 0; node < this.counts.length; node++) {
			int first = 0;
			for (int last = 0; last < this.counts[node]; last++) {
				while (this.times[node][last] - this.times[node][first] >= windowNanos) {
					first++;
				}
				peak = Math.max(peak, last - first + 1);
			}
		}
		return peak;
	}

}
