package io.ydbtopic.benchmarks.programs;

import java.util.concurrent.TimeUnit;

import io.ydbtopic.benchmarks.clients.Handled;
import io.ydbtopic.benchmarks.clients.ReadLoad;
import io.ydbtopic.benchmarks.measure.Round;
import io.ydbtopic.benchmarks.measure.Samples;
import io.ydbtopic.benchmarks.measure.Usage;

/**
 * A reader takes what comes as fast as it may, for {@link WarmUp} and then {@code rounds}
 * of {@code seconds}.
 */
final class Reading implements Program {

	private static final long FIRST_MESSAGE_SECONDS = 60;

	@Override
	public void run(Options options, Samples samples) throws Exception {
		Handled handled = new Handled(null);
		double seconds = options.seconds("seconds");
		try (ReadLoad reader = Clients.reader(options, handled)) {
			awaitFirst(handled);
			WarmUp.run(options, (warm) -> TimeUnit.NANOSECONDS.sleep((long) (warm * 1e9)));
			for (int round = 0; round < options.number("rounds"); round++) {
				Usage before = Usage.now();
				long first = handled.messages();
				TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
				long count = handled.messages() - first;
				if (count == 0) {
					throw new IllegalStateException(reader + " read nothing for " + seconds + " s");
				}
				samples.add(new Round(count, Usage.now().since(before)));
			}
		}
	}

	static void awaitFirst(Handled handled) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(FIRST_MESSAGE_SECONDS);
		while (handled.messages() == 0) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("nothing was read within " + FIRST_MESSAGE_SECONDS + " s");
			}
			TimeUnit.MILLISECONDS.sleep(1);
		}
	}

}
