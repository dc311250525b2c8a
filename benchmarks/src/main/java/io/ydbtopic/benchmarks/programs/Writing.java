package io.ydbtopic.benchmarks.programs;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.measure.Round;
import io.ydbtopic.benchmarks.measure.Samples;
import io.ydbtopic.benchmarks.measure.Usage;
import io.ydbtopic.benchmarks.stub.Payloads;

/**
 * One thread writes as fast as it may, to one writer or in turn to {@code writers}, for
 * {@link WarmUp} and then {@code rounds} of {@code seconds}; each round ends when all of
 * it is acknowledged.
 */
final class Writing implements Program {

	/** The buffer is looked at once for so many messages. */
	private static final long LOOK_MASK = 255;

	@Override
	public void run(Options options, Samples samples) throws Exception {
		byte[][] payloads = Payloads.json(64, options.number("bytes"));
		try (WriterSource source = Clients.writers(options)) {
			List<WriteLoad> writers = new ArrayList<>();
			for (int i = 0; i < options.number("writers", 1); i++) {
				writers.add(source.open());
			}
			WriteLoad[] all = writers.toArray(WriteLoad[]::new);
			WarmUp.run(options, (seconds) -> round(all, payloads, seconds, new Samples()));
			for (int round = 0; round < options.number("rounds"); round++) {
				round(all, payloads, options.seconds("seconds"), samples);
			}
			for (WriteLoad writer : writers) {
				writer.close();
			}
		}
	}

	private static void round(WriteLoad[] writers, byte[][] payloads, double seconds, Samples samples)
			throws Exception {
		Usage before = Usage.now();
		long end = System.nanoTime() + (long) (seconds * 1e9);
		long count = 0;
		int next = 0;
		double buffer = Double.NEGATIVE_INFINITY;
		while ((count & 63) != 0 || System.nanoTime() < end) {
			writers[next].write(payloads[(int) (count & 63)]);
			count++;
			if ((count & LOOK_MASK) == 0) {
				buffer = Math.max(buffer, writers[next].bufferUse());
			}
			next = (next + 1 == writers.length) ? 0 : next + 1;
		}
		for (WriteLoad writer : writers) {
			writer.drain();
		}
		samples.add(new Round(count, Usage.now().since(before)));
		if (buffer >= 0) {
			samples.add(Metric.BUFFER, buffer);
		}
	}

}
