package io.ydbtopic.spring.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.support.TopicHeaders;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The main job: an annotated method receives what an injected writer wrote.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "ydb.topic.writers.orders.producer-id=shop", "ydb.topic.readers.audit.topics=orders",
				"ydb.topic.readers.audit.consumer=audit" })
@EmbeddedTopicBroker(topics = "orders:4", consumers = { "billing", "audit" })
class WriterToListenerTest {

	@Autowired
	TopicWriter<Order> orders;

	@Autowired
	TopicReader<Order> audit;

	@Autowired
	Billing billing;

	@Autowired
	EmbeddedBroker broker;

	@Test
	void anAnnotatedMethodReceivesWhatAnInjectedWriterWrote() throws Exception {
		this.orders.write(new Order("o-1", 42)).get();
		await().untilAsserted(() -> assertThat(this.billing.received).containsExactly(new Order("o-1", 42)));
		assertThat(this.billing.topics).allMatch((topic) -> topic.endsWith("orders"));
		ReceivedMessage<Order> message = this.audit.receive(Duration.ofSeconds(5));
		assertThat(message).isNotNull();
		assertThat(message.value()).isEqualTo(new Order("o-1", 42));
		message.commit().get();
		long partition = message.partitionId();
		await().untilAsserted(() -> {
			assertThat(this.broker.committedOffset("orders", partition, "billing")).isEqualTo(1);
			assertThat(this.broker.committedOffset("orders", partition, "audit")).isEqualTo(1);
		});
	}

	static class Billing {

		final List<Order> received = new CopyOnWriteArrayList<>();

		final List<String> topics = new CopyOnWriteArrayList<>();

		@TopicListener(topics = "orders", consumer = "billing")
		void onOrder(Order order, @Header(TopicHeaders.TOPIC) String topic) {
			this.topics.add(topic);
			this.received.add(order);
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Billing.class)
	static class App {

	}

}
