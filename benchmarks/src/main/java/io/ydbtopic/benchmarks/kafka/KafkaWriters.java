package io.ydbtopic.benchmarks.kafka;

import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Kafka's producer with its default settings. */
public final class KafkaWriters implements WriterSource {

	private final String topic;

	private final KafkaProducer<byte[], byte[]> producer;

	private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

	/** A producer. */
	public KafkaWriters(String servers, String topic, String compression) {
		this.topic = topic;
		this.producer = KafkaClient.producer(servers, compression);
	}

	@Override
	public WriteLoad open() {
		this.producer.partitionsFor(this.topic);
		return new WriteLoad() {
			@Override
			public void write(byte[] payload) {
				KafkaWriters.this.producer.send(new ProducerRecord<>(KafkaWriters.this.topic, payload),
						(metadata, error) -> note(error));
			}

			@Override
			public void write(byte[] payload, Runnable acknowledged) {
				KafkaWriters.this.producer.send(new ProducerRecord<>(KafkaWriters.this.topic, payload),
						(metadata, error) -> {
							note(error);
							acknowledged.run();
						});
			}

			@Override
			public void drain() throws Exception {
				KafkaWriters.this.producer.flush();
				Exception error = KafkaWriters.this.failure.get();
				if (error != null) {
					throw error;
				}
			}

			@Override
			public void close() {
				// The producer is its source's.
			}
		};
	}

	private void note(@Nullable Exception error) {
		if (error != null) {
			this.failure.set(error);
		}
	}

	@Override
	public void close() {
		this.producer.close();
	}

}
