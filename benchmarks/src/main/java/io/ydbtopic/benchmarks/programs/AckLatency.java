package io.ydbtopic.benchmarks.programs;

import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import io.ydbtopic.benchmarks.measure.Samples;
import io.ydbtopic.benchmarks.stub.Payloads;

/** From when a message was due to its ack, at {@code rate} messages a second. */
final class AckLatency implements Program {

	@Override
	public void run(Options options, Samples samples) throws Exception {
		int rate = options.number("rate");
		byte[] payload = Payloads.json(1, options.number("bytes"))[0];
		try (WriterSource source = Clients.writers(options); WriteLoad writer = source.open()) {
			for (int round = 0; round < 1 + options.number("rounds"); round++) {
				OpenLoop loop = new OpenLoop();
				loop.run(rate, options.seconds("seconds"), (due) -> writer.write(payload, () -> loop.done(due)));
				if (round > 0) {
					loop.addTo(samples);
				}
			}
			writer.drain();
		}
	}

}
