package io.ydbtopic.benchmarks.start;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import org.HdrHistogram.Histogram;

/**
 * Measures from the start of a broker in this JVM to the ack of the first message that
 * our client writes to it: over an in-process channel and over a port. Prints the first
 * start, when the JVM is cold, and the distribution of the later ones.
 */
public final class BrokerStart {

	private static final int DIGITS = 3;

	private BrokerStart() {
	}

	/**
	 * Runs the measurement.
	 * @param arguments none, or how many starts of each kind; 200 by default
	 * @throws Exception when a start or a write fails
	 */
	public static void main(String[] arguments) throws Exception {
		int rounds = (arguments.length > 0) ? Integer.parseInt(arguments[0]) : 200;
		for (Form form : Form.values()) {
			double cold = once(form) / 1e6;
			for (int i = 0; i < rounds / 4; i++) {
				once(form);
			}
			Histogram warm = new Histogram(Duration.ofMinutes(1).toNanos(), DIGITS);
			for (int i = 0; i < rounds; i++) {
				warm.recordValue(once(form));
			}
			System.out.printf("%-10s first %.0f ms, then of %d: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
					form.name().toLowerCase(Locale.ROOT), cold, rounds, millis(warm, 50), millis(warm, 99),
					millis(warm, 100));
		}
	}

	/** How the client reaches the broker. */
	private enum Form {

		INPROCESS, PORT

	}

	private static double millis(Histogram histogram, double percentile) {
		return histogram.getValueAtPercentile(percentile) / 1e6;
	}

	private static long once(Form form) throws Exception {
		long begin = System.nanoTime();
		BrokerOptions.Builder options = BrokerOptions.builder().topic("orders:1:billing");
		if (form == Form.INPROCESS) {
			options.inProcessName("start-" + begin);
		}
		long end;
		try (EmbeddedBroker broker = EmbeddedBroker.start(options.build());
				TopicClient client = TopicClient.connect(broker.connectionString());
				TopicWriter<byte[]> writer = client.writer(WriterSettings.builder("orders").build(),
						Serializer.bytes())) {
			writer.write("hello".getBytes(StandardCharsets.UTF_8)).get(10, TimeUnit.SECONDS);
			end = System.nanoTime();
		}
		return end - begin;
	}

}
