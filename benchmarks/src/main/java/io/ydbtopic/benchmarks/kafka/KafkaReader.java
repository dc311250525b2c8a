package io.ydbtopic.benchmarks.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

import io.ydbtopic.benchmarks.clients.Handled;
import io.ydbtopic.benchmarks.clients.ReadLoad;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Kafka's consumer with its default settings, on a thread of its own; what each poll
 * gives is committed. It starts again at the end of what is there.
 */
public final class KafkaReader implements ReadLoad, Runnable {

	private final KafkaConsumer<byte[], byte[]> consumer;

	private final String topic;

	private final long end;

	private final Handled handled;

	private final Thread thread;

	private KafkaReader(String servers, String topic, long end, Handled handled) {
		this.topic = topic;
		this.end = end;
		this.handled = handled;
		this.consumer = new KafkaConsumer<>(KafkaClient.consumer(servers, (end < 0) ? "latest" : "earliest"));
		this.thread = new Thread(this, "kafka-reader");
	}

	/** Reads messages of a size over and over. */
	public static KafkaReader over(String servers, String topic, byte[] payload, Handled handled) {
		return started(new KafkaReader(servers, topic, KafkaClient.fill(servers, topic, payload), handled));
	}

	/** Reads what is written meanwhile. */
	public static KafkaReader following(String servers, String topic, Handled handled) {
		return started(new KafkaReader(servers, topic, -1, handled));
	}

	private static KafkaReader started(KafkaReader reader) {
		reader.thread.start();
		return reader;
	}

	@Override
	public void run() {
		try (this.consumer) {
			this.consumer.subscribe(List.of(this.topic));
			while (true) {
				ConsumerRecords<byte[], byte[]> records = this.consumer.poll(Duration.ofSeconds(1));
				handle(records);
			}
		}
		catch (WakeupException ex) {
			// Closed.
		}
	}

	private void handle(ConsumerRecords<byte[], byte[]> records) {
		long bytes = 0;
		long last = -1;
		for (ConsumerRecord<byte[], byte[]> each : records) {
			bytes += each.value().length;
			last = each.offset();
			if (this.handled.isObserved()) {
				this.handled.show(each.offset(), ByteBuffer.wrap(each.value()));
			}
		}
		if (last >= 0) {
			this.handled.add(records.count(), bytes);
			this.consumer.commitAsync();
		}
		if (last == this.end - 1) {
			this.consumer.seekToBeginning(this.consumer.assignment());
		}
	}

	@Override
	public void close() {
		this.consumer.wakeup();
		try {
			this.thread.join(10_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
