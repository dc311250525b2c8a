package io.ydbtopic.benchmarks.kafka;

import java.nio.ByteBuffer;
import java.util.List;

import io.ydbtopic.benchmarks.clients.Handled;
import io.ydbtopic.benchmarks.clients.ReadLoad;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.AbstractConsumerSeekAware;
import org.springframework.kafka.listener.ContainerProperties.AckMode;

/**
 * spring-kafka's listeners. They commit what each poll gave, without waiting for the
 * answer, as the plain consumer beside them does.
 */
public final class SpringKafkaReader {

	private SpringKafkaReader() {
	}

	/** A listener for lists of values. */
	public static ReadLoad lists(String servers, String topic, byte[] payload, Handled handled) {
		long end = KafkaClient.fill(servers, topic, payload);
		return start(servers, topic, new ListListener(end, handled), true, "earliest");
	}

	/** A listener for one value at a time. */
	public static ReadLoad singles(String servers, String topic, byte[] payload, Handled handled) {
		long end = KafkaClient.fill(servers, topic, payload);
		return start(servers, topic, new SingleListener(end, handled), false, "earliest");
	}

	/** A listener for one value at a time, for what is written meanwhile. */
	public static ReadLoad following(String servers, String topic, Handled handled) {
		return start(servers, topic, new SingleListener(-1, handled), false, "latest");
	}

	private static <L> ReadLoad start(String servers, String topic, L listener, boolean batches, String offsetReset) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment().getSystemProperties().put("bench.topic", topic);
		@SuppressWarnings("unchecked")
		Class<L> type = (Class<L>) listener.getClass();
		context.registerBean(type, () -> listener);
		context.registerBean("kafkaListenerContainerFactory", ConcurrentKafkaListenerContainerFactory.class,
				() -> factory(servers, batches, offsetReset));
		context.register(Application.class);
		context.refresh();
		return context::close;
	}

	private static ConcurrentKafkaListenerContainerFactory<byte[], byte[]> factory(String servers, boolean batches,
			String offsetReset) {
		ConcurrentKafkaListenerContainerFactory<byte[], byte[]> factory = new ConcurrentKafkaListenerContainerFactory<>();
		factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(KafkaClient.consumer(servers, offsetReset)));
		factory.setBatchListener(batches);
		factory.getContainerProperties().setAckMode(AckMode.BATCH);
		factory.getContainerProperties().setSyncCommits(false);
		return factory;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableKafka
	static class Application {

	}

	static final class ListListener extends AbstractConsumerSeekAware {

		private final long end;

		private final Handled handled;

		private long seen;

		ListListener(long end, Handled handled) {
			this.end = end;
			this.handled = handled;
		}

		@KafkaListener(id = "bench", idIsGroup = false, topics = "${bench.topic}")
		void on(List<byte[]> values) {
			long bytes = 0;
			for (byte[] value : values) {
				bytes += value.length;
			}
			this.handled.add(values.size(), bytes);
			this.seen += values.size();
			if (this.seen == this.end) {
				this.seen = 0;
				getTopicsAndCallbacks().forEach((partition, callbacks) -> callbacks
					.forEach((callback) -> callback.seekToBeginning(partition.topic(), partition.partition())));
			}
		}

	}

	static final class SingleListener extends AbstractConsumerSeekAware {

		private final long end;

		private final Handled handled;

		private long seen;

		SingleListener(long end, Handled handled) {
			this.end = end;
			this.handled = handled;
		}

		@KafkaListener(id = "bench", idIsGroup = false, topics = "${bench.topic}")
		void on(byte[] value) {
			this.handled.add(1, value.length);
			if (this.handled.isObserved()) {
				this.handled.show(-1, ByteBuffer.wrap(value));
			}
			this.seen++;
			if (this.seen == this.end) {
				this.seen = 0;
				getTopicsAndCallbacks().forEach((partition, callbacks) -> callbacks
					.forEach((callback) -> callback.seekToBeginning(partition.topic(), partition.partition())));
			}
		}

	}

}
