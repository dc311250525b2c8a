package io.ydbtopic.benchmarks.programs;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.measure.Samples;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Messages that are due at fixed times, whatever became of those before. A latency counts
 * from when its message was due, so that what waits because an earlier one is slow shows
 * (no coordinated omission).
 */
final class OpenLoop {

	private static final long PATIENCE_SECONDS = 20;

	private final Histogram latencies = new ConcurrentHistogram(3);

	private final AtomicLong done = new AtomicLong();

	/** Starts messages for a while and waits until all are done. */
	void run(int rate, double seconds, Start start) throws Exception {
		long interval = 1_000_000_000L / rate;
		long count = (long) (seconds * rate);
		long begin = System.nanoTime();
		for (long i = 0; i < count; i++) {
			long due = begin + i * interval;
			long wait = due - System.nanoTime();
			while (wait > 0) {
				LockSupport.parkNanos(wait);
				wait = due - System.nanoTime();
			}
			start.message(due);
		}
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
		while (this.done.get() < count) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException((count - this.done.get()) + " of " + count + " messages have no end");
			}
			LockSupport.parkNanos(1_000_000);
		}
	}

	/** A message has come to its end. */
	void done(long due) {
		this.latencies.recordValue(Math.max(0, System.nanoTime() - due));
		this.done.incrementAndGet();
	}

	/** Adds a round. */
	void addTo(Samples samples) {
		samples.add(Metric.P50, this.latencies.getValueAtPercentile(50) / 1e3);
		samples.add(Metric.P99, this.latencies.getValueAtPercentile(99) / 1e3);
		samples.add(Metric.P999, this.latencies.getValueAtPercentile(99.9) / 1e3);
	}

	/** Starts a message. */
	interface Start {

		/** It was due at that time. */
		void message(long due) throws Exception;

	}

}
