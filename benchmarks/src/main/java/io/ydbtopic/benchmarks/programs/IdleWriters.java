package io.ydbtopic.benchmarks.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.measure.Samples;
import io.ydbtopic.benchmarks.measure.Usage;

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
			Memories before = Memories.now();
			while (writers.size() <= count) {
				writers.add(source.open());
			}
			Memories.now().addGrowth(before, count, samples);
			for (int i = 0; i < ROUNDS; i++) {
				Usage begin = Usage.now();
				TimeUnit.NANOSECONDS.sleep((long) (options.seconds("seconds") * 1e9));
				Usage used = Usage.now().since(begin);
				samples.add(Metric.IDLE_CPU, used.cpuNanos() * 1e3 / used.nanos());
			}
			for (WriteLoad writer : writers) {
				writer.close();
			}
		}
	}

}
