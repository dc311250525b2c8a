package io.ydbtopic.benchmarks.programs;

import java.util.concurrent.TimeUnit;

import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import io.ydbtopic.benchmarks.measure.Samples;

/**
 * What {@code messages} take that wait for an ack that never comes, each with a payload
 * of its own.
 */
final class InFlight implements Program {

	@Override
	public void run(Options options, Samples samples) throws Exception {
		int count = options.number("messages");
		int bytes = options.number("bytes");
		WriterSource source = Clients.writers(options);
		WriteLoad writer = source.open();
		Memories before = Memories.now();
		for (int i = 0; i < count; i++) {
			writer.write(new byte[bytes]);
		}
		// Sent, or as far on its way as it gets.
		TimeUnit.SECONDS.sleep(2);
		Memories.now().addGrowth(before, count, samples);
		// Nothing of it is acknowledged: there is nothing to wait for in a close. The
		// process ends.
	}

}
