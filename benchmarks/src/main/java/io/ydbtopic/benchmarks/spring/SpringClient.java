package io.ydbtopic.benchmarks.spring;

import java.nio.ByteBuffer;
import java.util.List;

import io.ydbtopic.benchmarks.clients.CoreWriters;
import io.ydbtopic.benchmarks.clients.Handled;
import io.ydbtopic.benchmarks.clients.ReadLoad;
import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.spring.annotation.TopicListener;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** This project's starter in a Spring Boot application without settings of its own. */
public final class SpringClient {

	private SpringClient() {
	}

	/** A writer that an application has injected. */
	public static WriterSource writer(int port, String topic, String codec) {
		ConfigurableApplicationContext context = start(port, WriterApplication.class, new Handled(null),
				"--ydb.topic.writers.bench.topic=" + topic, "--ydb.topic.writers.bench.codec=" + codec);
		return new WriterSource() {
			@Override
			public WriteLoad open() throws Exception {
				TopicWriter<byte[]> writer = context.getBean(Producer.class).writer();
				writer.ready().get();
				return new CoreWriters.CoreWriter(writer, false);
			}

			@Override
			public void close() {
				context.close();
			}
		};
	}

	/** A listener for whole batches as they came. */
	public static ReadLoad batches(int port, String topic, int concurrency, Handled handled) {
		return listener(port, BatchListener.class, topic, concurrency, handled);
	}

	/** A listener for lists of values. */
	public static ReadLoad lists(int port, String topic, int concurrency, Handled handled) {
		return listener(port, ListListener.class, topic, concurrency, handled);
	}

	/** A listener for one value at a time. */
	public static ReadLoad singles(int port, String topic, int concurrency, Handled handled) {
		return listener(port, SingleListener.class, topic, concurrency, handled);
	}

	private static ReadLoad listener(int port, Class<?> listener, String topic, int concurrency, Handled handled) {
		ConfigurableApplicationContext context = start(port, listener, handled, "--bench.topic=" + topic,
				"--ydb.topic.listener.concurrency=" + concurrency);
		return context::close;
	}

	private static ConfigurableApplicationContext start(int port, Class<?> application, Handled handled,
			String... settings) {
		return new SpringApplicationBuilder(Application.class, application).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off",
					"ydb.topic.connection-string=grpc://localhost:" + port + "/local")
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(Handled.class, () -> handled))
			.run(settings);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Producer.class)
	static class WriterApplication {

	}

	record Producer(TopicWriter<byte[]> writer) {

		Producer(TopicWriter<byte[]> writer) {
			this.writer = writer;
		}

	}

	static final class BatchListener {

		private final Handled handled;

		BatchListener(Handled handled) {
			this.handled = handled;
		}

		@TopicListener(topics = "${bench.topic}", consumer = "bench")
		void on(MessageBatch<byte[]> batch) {
			long bytes = 0;
			for (ReceivedMessage<byte[]> message : batch) {
				ByteBuffer data = message.data();
				bytes += data.remaining();
				if (this.handled.isObserved()) {
					this.handled.show(message.offset(), data);
				}
			}
			this.handled.add(batch.size(), bytes);
		}

	}

	static final class ListListener {

		private final Handled handled;

		ListListener(Handled handled) {
			this.handled = handled;
		}

		@TopicListener(topics = "${bench.topic}", consumer = "bench")
		void on(List<byte[]> values) {
			long bytes = 0;
			for (byte[] value : values) {
				bytes += value.length;
			}
			this.handled.add(values.size(), bytes);
		}

	}

	static final class SingleListener {

		private final Handled handled;

		SingleListener(Handled handled) {
			this.handled = handled;
		}

		@TopicListener(topics = "${bench.topic}", consumer = "bench")
		void on(byte[] value) {
			this.handled.add(1, value.length);
			if (this.handled.isObserved()) {
				this.handled.show(-1, ByteBuffer.wrap(value));
			}
		}

	}

}
