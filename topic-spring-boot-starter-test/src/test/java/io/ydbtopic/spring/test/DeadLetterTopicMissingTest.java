package io.ydbtopic.spring.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.listener.PartitionTrouble;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The dead-letter topic is missing: nothing is lost, it shows, and it heals when someone
 * makes the topic.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "ydb.topic.writers.orders.topic=orders", "ydb.topic.listener.on-exhausted=dead-letter",
				"ydb.topic.listener.dead-letter.topic={topic}-dead", "ydb.topic.listener.retry.max-attempts=1",
				"ydb.topic.listener.retry.initial-delay=50ms", "ydb.topic.listener.retry.max-delay=200ms" })
@EmbeddedTopicBroker(topics = "orders:1", consumers = "billing")
class DeadLetterTopicMissingTest {

	@Autowired
	TopicWriter<Order> orders;

	@Autowired
	EmbeddedBroker broker;

	@Autowired
	Billing billing;

	@Autowired
	TopicListenerEndpointRegistry registry;

	@Test
	void theMessageWaitsUntilTheTopicIsThere() throws Exception {
		this.orders.write(new Order("bad", -1)).get();
		this.orders.write(new Order("good", 1)).get();
		await().untilAsserted(() -> assertThat(this.registry.getContainer("billing").troubles()).singleElement()
			.satisfies((trouble) -> {
				assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.RECOVERY_FAILING);
				assertThat(trouble.attempt()).isGreaterThan(1);
			}));
		assertThat(this.broker.committedOffset("orders", 0, "billing")).isZero();
		this.broker.createTopic(TopicSpec.parse("orders-dead:1"));
		await().untilAsserted(() -> {
			assertThat(this.billing.ids).containsExactly("bad", "good");
			assertThat(this.broker.committedOffset("orders", 0, "billing")).isEqualTo(2);
			assertThat(this.registry.getContainer("billing").troubles()).isEmpty();
		});
		assertThat(this.broker.records("orders-dead", 0)).hasSize(1);
	}

	static class Billing {

		final List<String> ids = new CopyOnWriteArrayList<>();

		@TopicListener(id = "billing", topics = "orders", consumer = "billing")
		void onOrder(Order order) {
			this.ids.add(order.id());
			if (order.amount() < 0) {
				throw new IllegalStateException("negative");
			}
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Billing.class)
	static class App {

	}

}
