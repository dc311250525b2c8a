package io.ydbtopic.benchmarks.programs;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.measure.Samples;

/**
 * What {@code writers} open writers take while nobody writes: memory beyond that of a
 * client with one, and time of the processor.
 */
final class IdleWriters implements Program {

	private static final int ROUNDS = 5;

	@Override
	public void run(Options options, Samples samples) throws Exception {
		int count = options.number("writers");
		try (WriterSource source = Clients.writers(options)) {
			List<WriteLoad> writers = new ArrayList<>();
			writers.add(source.open());
			Memories first = Memories.now();
			while (writers.size() <= count) {
				writers.add(source.open());
			}
			Memories.now().addGrowth(first, count, samples);
			for (int i = 0; i < ROUNDS; i++) {
				long begin = System.nanoTime();
				long before = threadNanos();
				TimeUnit.NANOSECONDS.sleep((long) (options.seconds("seconds") * 1e9));
				samples.add(Metric.IDLE_CPU, (threadNanos() - before) * 1e3 / (System.nanoTime() - begin));
			}
			for (WriteLoad writer : writers) {
				writer.close();
			}
		}
	}

	/**
	 * Time of the processor of all threads. That of the process is told in steps of ten
	 * milliseconds, in which idle clients all look alike.
	 */
	private static long threadNanos() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		return Arrays.stream(threads.getAllThreadIds()).map(threads::getThreadCpuTime).filter((time) -> time > 0).sum();
	}

}
