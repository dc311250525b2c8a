package io.ydbtopic.benchmarks.programs;

import io.ydbtopic.benchmarks.measure.Memory;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.measure.Samples;

/**
 * The memory of the process before and after something was made.
 *
 * @param heap reachable, KiB
 * @param resident what the system gives, KiB
 */
record Memories(double heap, double resident) {

	static Memories now() throws InterruptedException {
		double heap = Memory.liveHeap();
		return new Memories(heap, Memory.resident());
	}

	/** Adds what each of so many objects takes more than before. */
	void addGrowth(Memories before, int objects, Samples samples) {
		samples.add(Metric.LIVE_HEAP, (this.heap - before.heap) / objects);
		samples.add(Metric.GROWN, (this.resident - before.resident) / objects);
	}

}
