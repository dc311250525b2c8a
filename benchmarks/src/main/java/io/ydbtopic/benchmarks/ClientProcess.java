package io.ydbtopic.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.benchmarks.clients.BareReader;
import io.ydbtopic.benchmarks.clients.BareWriter;
import io.ydbtopic.benchmarks.clients.CoreReader;
import io.ydbtopic.benchmarks.clients.CoreWriter;
import io.ydbtopic.benchmarks.clients.OfficialReader;
import io.ydbtopic.benchmarks.clients.OfficialWriter;
import io.ydbtopic.benchmarks.clients.ReadLoad;
import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.measure.Measurement;
import io.ydbtopic.benchmarks.measure.Usage;
import io.ydbtopic.client.codec.Codecs;
import tech.ydb.topic.description.Codec;

/**
 * One client in one case, in a process of its own: two rounds to warm up, then the
 * measured ones. It prints the medians: messages a second, microseconds of the processor
 * and bytes allocated for a message.
 */
public final class ClientProcess {

	private static final int WARM_UP_ROUNDS = 2;

	private ClientProcess() {
	}

	/**
	 * Measures.
	 * @param arguments port, {@code write} or {@code read}, client, bytes of a message,
	 * messages a response, rounds, seconds a round
	 * @throws Exception if the client fails
	 */
	public static void main(String[] arguments) throws Exception {
		int port = Integer.parseInt(arguments[0]);
		String client = arguments[2];
		int size = Integer.parseInt(arguments[3]);
		int perResponse = Integer.parseInt(arguments[4]);
		int rounds = Integer.parseInt(arguments[5]);
		double seconds = Double.parseDouble(arguments[6]);
		List<Measurement> measured = arguments[1].equals("write") ? write(port, client, size, rounds, seconds)
				: read(port, client, "read-" + perResponse + "-" + size, rounds, seconds);
		System.out.println(Measurement.medians(measured));
		// Libraries leave threads behind that would keep the process alive.
		System.exit(0);
	}

	private static List<Measurement> write(int port, String client, int size, int rounds, double seconds)
			throws Exception {
		List<Measurement> measured = new ArrayList<>();
		byte[] payload = new byte[size];
		try (WriteLoad writer = writer(port, client, size)) {
			for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
				Usage before = Usage.now();
				long end = System.nanoTime() + (long) (seconds * 1e9);
				long count = 0;
				while ((count & 63) != 0 || System.nanoTime() < end) {
					writer.write(payload);
					count++;
				}
				writer.drain();
				if (round >= WARM_UP_ROUNDS) {
					measured.add(new Measurement(count, Usage.now().since(before)));
				}
			}
		}
		return measured;
	}

	static WriteLoad writer(int port, String client, int size) throws Exception {
		int inFlight = Math.max(16, Math.min(50_000, (16 << 20) / size));
		return switch (client) {
			case "bare-100" -> new BareWriter(port, 100, inFlight);
			case "bare-1" -> new BareWriter(port, 1, inFlight);
			case "official" -> new OfficialWriter(port, false, Codec.RAW, inFlight);
			case "official-tuned" -> new OfficialWriter(port, true, Codec.RAW, Math.min(500_000, (200 << 20) / size));
			case "core" -> new CoreWriter(port, Codecs.raw(), false);
			case "core-futures" -> new CoreWriter(port, Codecs.raw(), true);
			default -> throw new IllegalArgumentException("client: " + client);
		};
	}

	private static List<Measurement> read(int port, String client, String topic, int rounds, double seconds)
			throws Exception {
		List<Measurement> measured = new ArrayList<>();
		try (ReadLoad reader = reader(port, client, topic)) {
			awaitFirst(reader);
			for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
				Usage before = Usage.now();
				long first = reader.handled().messages();
				TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
				long count = reader.handled().messages() - first;
				if (count == 0) {
					throw new IllegalStateException(client + " read nothing for " + seconds + " s");
				}
				if (round >= WARM_UP_ROUNDS) {
					measured.add(new Measurement(count, Usage.now().since(before)));
				}
			}
		}
		return measured;
	}

	private static void awaitFirst(ReadLoad reader) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (reader.handled().messages() == 0) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("nothing was read within 20 s");
			}
			TimeUnit.MILLISECONDS.sleep(1);
		}
	}

	static ReadLoad reader(int port, String client, String topic) {
		return switch (client) {
			case "bare" -> new BareReader(port, topic);
			case "official" -> new OfficialReader(port, topic, ReadLoad.Commit.BATCH);
			case "official-each" -> new OfficialReader(port, topic, ReadLoad.Commit.MESSAGE);
			case "core" -> new CoreReader(port, topic, ReadLoad.Commit.BATCH);
			case "core-each" -> new CoreReader(port, topic, ReadLoad.Commit.MESSAGE);
			default -> throw new IllegalArgumentException("client: " + client);
		};
	}

}
