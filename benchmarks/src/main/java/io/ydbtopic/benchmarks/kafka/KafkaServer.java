package io.ydbtopic.benchmarks.kafka;

import java.io.IOException;
import java.util.Map;

import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * The embedded Kafka broker of spring-kafka-test in a process of its own: it prints where
 * it listens and serves until its standard input ends. It keeps a little of what is
 * written, in files.
 */
public final class KafkaServer {

	private KafkaServer() {
	}

	/**
	 * Serves.
	 * @param arguments none
	 * @throws IOException if standard input fails
	 */
	public static void main(String[] arguments) throws IOException {
		EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
		broker.brokerProperties(Map.of("log.segment.bytes", String.valueOf(64 << 20), "log.retention.bytes",
				String.valueOf(512 << 20), "log.retention.check.interval.ms", "2000", "log.segment.delete.delay.ms",
				"100", "auto.create.topics.enable", "true", "message.max.bytes", String.valueOf(8 << 20)));
		broker.afterPropertiesSet();
		try {
			System.out.println("ready " + broker.getBrokersAsString());
			while (System.in.read() >= 0) {
				// Whoever started this holds the other end.
			}
		}
		finally {
			broker.destroy();
		}
		// Threads of it outlive it.
		System.exit(0);
	}

}
