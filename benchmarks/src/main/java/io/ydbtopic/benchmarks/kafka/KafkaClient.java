package io.ydbtopic.benchmarks.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What Kafka's clients have in common here: settings, and a topic to read from. */
final class KafkaClient {

	/** How much of a topic is read over and over. */
	private static final long FILL_BYTES = 200L << 20;

	private KafkaClient() {
	}

	static KafkaProducer<byte[], byte[]> producer(String servers, String compression) {
		return new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
				ProducerConfig.COMPRESSION_TYPE_CONFIG, compression), new ByteArraySerializer(),
				new ByteArraySerializer());
	}

	static Map<String, Object> consumer(String servers, String offsetReset) {
		Map<String, Object> settings = new HashMap<>();
		settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
		settings.put(ConsumerConfig.GROUP_ID_CONFIG, UUID.randomUUID().toString());
		settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, offsetReset);
		settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
		settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
		return settings;
	}

	/**
	 * Writes messages of a size to a topic, unless it has some.
	 * @return the offset at its end
	 */
	static long fill(String servers, String topic, byte[] payload) {
		long end = end(servers, topic);
		if (end > 0) {
			return end;
		}
		AtomicLong failed = new AtomicLong();
		try (KafkaProducer<byte[], byte[]> producer = producer(servers, "none")) {
			for (long i = 0; i < FILL_BYTES / payload.length; i++) {
				producer.send(new ProducerRecord<>(topic, payload), (metadata, error) -> {
					if (error != null) {
						failed.incrementAndGet();
					}
				});
			}
		}
		if (failed.get() > 0) {
			throw new IllegalStateException(failed + " messages could not be written to " + topic);
		}
		return end(servers, topic);
	}

	private static long end(String servers, String topic) {
		TopicPartition partition = new TopicPartition(topic, 0);
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumer(servers, "earliest"))) {
			// Asking for its partitions makes the topic.
			consumer.partitionsFor(topic, Duration.ofSeconds(20));
			return consumer.endOffsets(List.of(partition), Duration.ofSeconds(20)).getOrDefault(partition, 0L);
		}
	}

}
