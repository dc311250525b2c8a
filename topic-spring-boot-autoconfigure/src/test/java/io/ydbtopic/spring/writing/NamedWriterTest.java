package io.ydbtopic.spring.writing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.core.TopicWriteInterceptor;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Whatever way a message is written, interceptors see it and its metadata is complete.
 */
class NamedWriterTest {

	private final WritingContext application = new WritingContext();

	private final List<String> seen = new CopyOnWriteArrayList<>();

	private void write(Shop shop) throws Exception {
		TopicWriter<Order> writer = shop.orders;
		writer.write(new Order("1")).join();
		writer.write(OutgoingMessage.of(new Order("2")), Duration.ofSeconds(5)).join();
		List<WriteAck> acks = writer
			.writeAll(List.of(OutgoingMessage.of(new Order("3")), OutgoingMessage.of(new Order("4"))))
			.join();
		assertThat(acks).extracting(WriteAck::sequenceNumber).containsExactly(3L, 4L);
		CompletableFuture<WriteAck> tried = writer.tryWrite(OutgoingMessage.of(new Order("5")));
		assertThat(tried).isNotNull();
		tried.join();
		writer.writeAndWait(OutgoingMessage.of(new Order("6")), Duration.ofSeconds(5));
		writer.send(new Order("7"));
		writer.flush().join();
	}

	@Test
	void withInterceptors() {
		this.application.runner.withBean(Shop.class)
			.withBean(TopicWriteInterceptor.class, () -> new Recording(this.seen))
			.withPropertyValues("ydb.topic.writers.orders.topic=misc")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				write(context.getBean(Shop.class));
				assertThat(WritingContext.records(context, "misc")).extracting(WritingContext::text)
					.containsExactly("{\"id\":\"1\"}", "{\"id\":\"2\"}", "{\"id\":\"3\"}", "{\"id\":\"4\"}",
							"{\"id\":\"5\"}", "{\"id\":\"6\"}", "{\"id\":\"7\"}");
				assertThat(WritingContext.records(context, "misc")).allSatisfy(
						(record) -> assertThat(WritingContext.metadata(record)).containsEntry("by", "interceptor")
							.containsEntry("content-type", "application/json"));
				await().untilAsserted(() -> assertThat(this.seen).containsExactlyInAnyOrder("acknowledged 1",
						"acknowledged 2", "acknowledged 3", "acknowledged 4", "acknowledged 5", "acknowledged 6",
						"acknowledged 7"));
			});
	}

	@Test
	void withoutInterceptors() {
		this.application.runner.withBean(Shop.class)
			.withPropertyValues("ydb.topic.writers.orders.topic=misc")
			.run((context) -> {
				write(context.getBean(Shop.class));
				assertThat(WritingContext.records(context, "misc")).hasSize(7)
					.allSatisfy((record) -> assertThat(WritingContext.metadata(record)).containsEntry("content-type",
							"application/json"));
			});
	}

	@Test
	void anInterceptorThatRefusesKeepsTheMessageBack() {
		IllegalArgumentException refused = new IllegalArgumentException("no tenant");
		this.application.runner.withBean(Shop.class)
			.withBean(TopicWriteInterceptor.class, () -> new TopicWriteInterceptor() {

				@Override
				public OutgoingMessage<?> before(String topic, OutgoingMessage<?> message) {
					throw refused;
				}

			})
			.withPropertyValues("ydb.topic.writers.orders.topic=misc")
			.run((context) -> {
				TopicWriter<Order> writer = context.getBean(Shop.class).orders;
				assertThatThrownBy(() -> writer.write(new Order("1"))).isSameAs(refused);
				assertThatThrownBy(() -> writer.writeAndWait(OutgoingMessage.of(new Order("1")), Duration.ofSeconds(1)))
					.isSameAs(refused);
				assertThat(WritingContext.records(context, "misc")).isEmpty();
			});
	}

	@Test
	void aMessageThatIsTooLargeIsAFailureThatIsHeardOf() {
		this.application.runner.withBean(Shop.class)
			.withBean(TopicWriteInterceptor.class, () -> new Recording(this.seen))
			.withPropertyValues("ydb.topic.writers.orders.topic=misc", "ydb.topic.writers.orders.max-message-size=20B")
			.run((context) -> {
				TopicWriter<Order> writer = context.getBean(Shop.class).orders;
				assertThatThrownBy(() -> writer.writeAndWait(OutgoingMessage.of(new Order("x".repeat(100))),
						Duration.ofSeconds(5)))
					.hasMessageContaining("20");
				await()
					.untilAsserted(() -> assertThat(this.seen).hasSize(1).allMatch((one) -> one.startsWith("failed")));
			});
	}

	record Order(String id) {
	}

	static class Shop {

		@Autowired
		TopicWriter<Order> orders;

	}

	static class Recording implements TopicWriteInterceptor {

		private final List<String> seen;

		Recording(List<String> seen) {
			this.seen = seen;
		}

		@Override
		public OutgoingMessage<?> before(String topic, OutgoingMessage<?> message) {
			return message.withMetadata("by", "interceptor");
		}

		@Override
		public void acknowledged(String topic, OutgoingMessage<?> message, WriteAck ack) {
			this.seen.add("acknowledged " + ack.sequenceNumber());
		}

		@Override
		public void failed(String topic, OutgoingMessage<?> message, Throwable failure) {
			this.seen.add("failed " + failure.getClass().getSimpleName());
		}

	}

}
