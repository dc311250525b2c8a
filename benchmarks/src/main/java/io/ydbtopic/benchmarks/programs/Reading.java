package io.ydbtopic.benchmarks.programs;

import java.util.concurrent.TimeUnit;

import io.ydbtopic.benchmarks.clients.Handled;
import io.ydbtopic.benchmarks.clients.ReadLoad;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.measure.Round;
import io.ydbtopic.benchmarks.measure.Samples;
import io.ydbtopic.benchmarks.measure.Usage;

/**
 * A reader takes what comes as fast as it may, for {@link WarmUp} and then {@code rounds}
 * of {@code seconds}.
 */
final class Reading implements Program {

	private static final long NEXT_MESSAGE_SECONDS = 60;

	private static final long LOOK_NANOS = 10_000_000;

	@Override
	public void run(Options options, Samples samples) throws Exception {
		Handled handled = new Handled(null);
		double seconds = options.seconds("seconds");
		try (ReadLoad reader = Clients.reader(options, handled)) {
			awaitFirst(reader, handled);
			WarmUp.run(options, (warm) -> TimeUnit.NANOSECONDS.sleep((long) (warm * 1e9)));
			for (int round = 0; round < options.number("rounds"); round++) {
				Usage before = Usage.now();
				long first = handled.messages();
				double buffer = lookAtBuffer(reader, seconds);
				// A client that reads in bursts gets a longer round, with one in it.
				await(reader, handled, first);
				samples.add(new Round(handled.messages() - first, Usage.now().since(before)));
				if (!Double.isNaN(buffer)) {
					samples.add(Metric.BUFFER, buffer);
				}
			}
		}
	}

	/** Waits, and looks meanwhile at how much of the buffer is in use at most. */
	private static double lookAtBuffer(ReadLoad reader, double seconds) throws InterruptedException {
		long end = System.nanoTime() + (long) (seconds * 1e9);
		double most = reader.bufferUse();
		long left = end - System.nanoTime();
		while (left > 0) {
			TimeUnit.NANOSECONDS.sleep(Math.min(left, LOOK_NANOS));
			most = Math.max(most, reader.bufferUse());
			left = end - System.nanoTime();
		}
		return most;
	}

	static void awaitFirst(ReadLoad reader, Handled handled) throws InterruptedException {
		await(reader, handled, 0);
	}

	private static void await(ReadLoad reader, Handled handled, long before) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(NEXT_MESSAGE_SECONDS);
		while (handled.messages() == before) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException(reader + " read nothing within " + NEXT_MESSAGE_SECONDS + " s");
			}
			TimeUnit.MILLISECONDS.sleep(1);
		}
	}

}
