package io.ydbtopic.spring.docs;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.autoconfigure.EmbeddedTopicBrokerAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.core.TopicWriteInterceptor;
import io.ydbtopic.spring.listener.TopicFilter;
import io.ydbtopic.spring.support.CloudEventAttributes;
import io.ydbtopic.spring.support.TopicHeaders;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The code of docs/writing.md at work.
 */
class WritingDocTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class,
				EmbeddedTopicBrokerAutoConfiguration.class, TopicAutoConfiguration.class))
		.withUserConfiguration(App.class)
		.withPropertyValues("ydb.topic.embedded.enabled=true", "ydb.topic.embedded.topics.orders.partitions=4",
				"ydb.topic.embedded.topics.orders.consumers=billing",
				"ydb.topic.embedded.topics.events.consumers=billing,audit", "ydb.topic.writers.orders.producer-id=shop",
				"ydb.topic.template.topic-mappings.orders=order",
				"ydb.topic.type-mappings.order=" + Order.class.getName(),
				"ydb.topic.type-mappings.refund=" + Refund.class.getName());

	@Test
	void aWriterOfOneTopicAndATemplateForAll() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.place(new Order("1", BigDecimal.TEN)).join().state()).isEqualTo(WriteAck.State.WRITTEN);
			shop.send(context.getBean(TopicOperations.class));
			Events events = context.getBean(Events.class);
			await().untilAsserted(() -> {
				assertThat(events.seen).contains("refund 7");
				assertThat(events.ids).containsExactly("42");
			});
			EmbeddedBroker broker = context.getBean(EmbeddedBroker.class);
			assertThat(broker.records("orders", 3)).isNotEmpty()
				.allSatisfy((record) -> assertThat(record.metadata().toString()).contains("tenant"));
		});
	}

	record Order(String id, BigDecimal amount) implements Event {
	}

	record Refund(String id) implements Event {
	}

	interface Event {

	}

	static class Shop {

		// tag::writer[]
		private final TopicWriter<Order> orders;

		Shop(TopicWriter<Order> orders) {
			this.orders = orders;
		}

		CompletableFuture<WriteAck> place(Order order) {
			return this.orders.write(order);
		}
		// end::writer[]

		void send(TopicOperations operations) throws Exception {
			Order order = new Order("2", BigDecimal.ONE);
			// tag::template[]
			operations.send("orders", order);
			operations.send(order); // to the topic of its class
			operations.send("orders", OutgoingMessage.of(order).withMetadata("region", "eu"));
			operations.send(MessageBuilder.withPayload(order)
				.setHeader(TopicHeaders.TOPIC, "orders")
				.setHeader("region", "eu")
				.build());
			WriteAck ack = operations.newMessage(order)
				.topic("orders")
				.partition(3)
				.producerId("shop-2")
				.createdAt(Instant.EPOCH)
				.metadata("region", "eu")
				.send()
				.get();
			// end::template[]
			assertThat(ack.partitionId()).isEqualTo(3);
			// tag::wait[]
			this.orders.writeAndWait(OutgoingMessage.of(order), Duration.ofSeconds(5));
			// end::wait[]
			operations.send("events", new Refund("7")).get();
			// tag::event[]
			operations.newMessage(order)
				.topic("events")
				.cloudEvent(CloudEventAttributes.of("42", "/shop", "order").withSubject("ann"))
				.send();
			// end::event[]
		}

	}

	static class Events {

		final List<String> seen = new CopyOnWriteArrayList<>();

		final List<String> ids = new CopyOnWriteArrayList<>();

		// tag::events[]
		@TopicListener(topics = "events", consumer = "billing")
		void on(Event event) {
			if (event instanceof Refund refund) {
				this.seen.add("refund " + refund.id());
			}
		}
		// end::events[]

		// tag::attributes[]
		@TopicListener(topics = "events", consumer = "audit", filter = "cloudEvents")
		void onEvent(Order order, CloudEventAttributes event) {
			this.ids.add(event.id());
		}
		// end::attributes[]

	}

	@Configuration(proxyBeanMethods = false)
	static class App {

		@Bean
		Shop shop(TopicWriter<Order> orders) {
			return new Shop(orders);
		}

		@Bean
		Events events() {
			return new Events();
		}

		// tag::filter[]
		@Bean
		TopicFilter cloudEvents() {
			return CloudEventAttributes::isIn;
		}
		// end::filter[]

		// tag::interceptor[]
		@Bean
		TopicWriteInterceptor tenant() {
			return new TopicWriteInterceptor() {

				@Override
				public OutgoingMessage<?> before(String topic, OutgoingMessage<?> message) {
					return message.withMetadata("tenant", "acme");
				}

			};
		}
		// end::interceptor[]

	}

}
