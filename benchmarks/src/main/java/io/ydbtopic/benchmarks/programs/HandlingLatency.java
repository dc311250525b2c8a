package io.ydbtopic.benchmarks.programs;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.benchmarks.clients.Handled;
import io.ydbtopic.benchmarks.clients.ReadLoad;
import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import io.ydbtopic.benchmarks.measure.Samples;
import io.ydbtopic.benchmarks.stub.Payloads;
import org.jspecify.annotations.Nullable;

/**
 * From when a message was due to when the handler of a reader in the same process has it,
 * at {@code rate} messages a second. {@code writer} names the client that writes,
 * {@code client} the one that reads.
 */
final class HandlingLatency implements Program {

	@Override
	public void run(Options options, Samples samples) throws Exception {
		int rate = options.number("rate");
		byte[] payload = Payloads.json(1, options.number("bytes"))[0];
		AtomicReference<@Nullable OpenLoop> current = new AtomicReference<>();
		Handled handled = new Handled((offset, received) -> {
			OpenLoop loop = current.get();
			if (loop != null) {
				loop.done(received.getLong(received.position()));
			}
		});
		Options writing = options.with(List.of("client=" + options.text("writer")));
		try (ReadLoad reader = Clients.reader(options, handled);
				WriterSource source = Clients.writers(writing);
				WriteLoad writer = source.open()) {
			awaitConnected(writer, handled, payload, reader);
			for (int round = 0; round < 1 + options.number("rounds"); round++) {
				OpenLoop loop = new OpenLoop();
				current.set(loop);
				loop.run(rate, options.seconds("seconds"), (due) -> {
					byte[] message = payload.clone();
					ByteBuffer.wrap(message).putLong(due);
					writer.write(message, HandlingLatency::ignore);
				});
				if (round > 0) {
					loop.addTo(samples);
				}
			}
			writer.drain();
		}
	}

	private static void ignore() {
		// The handler tells.
	}

	/**
	 * What is written before the reader is there is lost to it: writes until one comes.
	 */
	private static void awaitConnected(WriteLoad writer, Handled handled, byte[] payload, ReadLoad reader)
			throws Exception {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		long written = 0;
		while (handled.messages() == 0) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException(reader + " got nothing within 30 s");
			}
			writer.write(payload, HandlingLatency::ignore);
			written++;
			writer.drain();
			TimeUnit.MILLISECONDS.sleep(20);
		}
		// What is still on its way belongs to no round.
		long before = -1;
		while (before != handled.messages() && handled.messages() < written) {
			before = handled.messages();
			TimeUnit.MILLISECONDS.sleep(200);
		}
	}

}
