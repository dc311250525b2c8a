package io.ydbtopic.benchmarks;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.ydbtopic.benchmarks.clients.WriteLoad;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The time from when a message was due to its ack, in an open loop: a message that waits
 * because an earlier one is slow counts from when it should have been written. It prints
 * p50, p99 and p99.9 in microseconds.
 */
public final class LatencyProcess {

	private static final double WARM_UP_SECONDS = 3;

	private LatencyProcess() {
	}

	/**
	 * Measures.
	 * @param arguments port, client, bytes of a message, messages a second, seconds
	 * @throws Exception if the client fails
	 */
	public static void main(String[] arguments) throws Exception {
		int port = Integer.parseInt(arguments[0]);
		int size = Integer.parseInt(arguments[2]);
		int rate = Integer.parseInt(arguments[3]);
		double seconds = Double.parseDouble(arguments[4]);
		try (WriteLoad writer = ClientProcess.writer(port, arguments[1], size)) {
			measure(writer, size, rate, WARM_UP_SECONDS);
			Histogram latencies = measure(writer, size, rate, seconds);
			System.out.println(String.format(Locale.ROOT, "%.1f %.1f %.1f", micros(latencies, 50),
					micros(latencies, 99), micros(latencies, 99.9)));
		}
		System.exit(0);
	}

	private static double micros(Histogram latencies, double percentile) {
		return latencies.getValueAtPercentile(percentile) / 1e3;
	}

	private static Histogram measure(WriteLoad writer, int size, int rate, double seconds) throws Exception {
		Histogram latencies = new ConcurrentHistogram(3);
		AtomicLong acknowledged = new AtomicLong();
		byte[] payload = new byte[size];
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
			writer.write(payload, () -> {
				latencies.recordValue(System.nanoTime() - due);
				acknowledged.incrementAndGet();
			});
		}
		writer.drain();
		long deadline = System.nanoTime() + 10_000_000_000L;
		while (acknowledged.get() < count) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException((count - acknowledged.get()) + " acks are missing");
			}
			LockSupport.parkNanos(1_000_000);
		}
		return latencies;
	}

}
