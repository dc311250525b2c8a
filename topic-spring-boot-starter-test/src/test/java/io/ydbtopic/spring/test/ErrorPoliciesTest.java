package io.ydbtopic.spring.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.spring.annotation.RetryTopics;
import io.ydbtopic.spring.annotation.TopicDeadLetterHandler;
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
 * A poison message under each policy, on a real stream: the other partition goes on, and
 * the message is where the policy says.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = { "ydb.topic.listener.retry.max-attempts=2",
		"ydb.topic.listener.retry.initial-delay=20ms", "ydb.topic.listeners.dead.on-exhausted=dead-letter",
		"ydb.topic.listeners.dead.dead-letter.topic=orders-dead", "ydb.topic.listeners.skipping.on-exhausted=skip" })
@EmbeddedTopicBroker(topics = { "orders:2", "orders-dead:1", "payments:1", "payments-shop-retry-1:1",
		"payments-shop-dead:1", "events:1" }, consumers = { "dead", "skip", "stop", "shop" })
class ErrorPoliciesTest {

	private static final int PRODUCERS = 4;

	private static final int EACH = 50;

	@Autowired
	TopicClient client;

	@Autowired
	TopicFaults faults;

	@Autowired
	EmbeddedBroker broker;

	@Autowired
	Listeners listeners;

	@Autowired
	TopicListenerEndpointRegistry registry;

	@Test
	void aPoisonMessageGoesWhereThePolicySaysAndTheOtherPartitionGoesOn() throws Exception {
		write(0, "poison", "after");
		write(1, "fine-1", "fine-2");
		await().untilAsserted(() -> {
			assertThat(this.listeners.dead).contains("after", "fine-1", "fine-2");
			assertThat(this.listeners.skipping).contains("after", "fine-1", "fine-2");
			assertThat(this.listeners.stopping).contains("fine-1", "fine-2");
			assertThat(this.registry.getContainer("stopping").troubles()).singleElement()
				.satisfies((trouble) -> assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.HELD));
			assertThat(this.broker.committedOffset("orders", 0, "dead")).isEqualTo(2);
			assertThat(this.broker.committedOffset("orders", 0, "skip")).isEqualTo(2);
			assertThat(this.broker.committedOffset("orders", 1, "stop")).isEqualTo(2);
		});
		assertThat(this.listeners.dead).filteredOn("poison"::equals).hasSize(2);
		assertThat(this.listeners.stopping).doesNotContain("after");
		assertThat(this.broker.committedOffset("orders", 0, "stop")).isZero();
		String topic = this.registry.getContainer("stopping").troubles().get(0).topic();
		this.registry.release("stopping", "orders", 0).get();
		await().untilAsserted(
				() -> assertThat(this.listeners.stopping).as("tried again").filteredOn("poison"::equals).hasSize(4));
		await().untilAsserted(() -> assertThat(this.registry.getContainer("stopping").troubles()).singleElement()
			.satisfies((trouble) -> assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.HELD)));
		this.registry.skip("stopping", topic, 0, 0).get();
		await().untilAsserted(() -> {
			assertThat(this.listeners.stopping).contains("after");
			assertThat(this.broker.committedOffset("orders", 0, "stop")).isEqualTo(2);
		});
		this.registry.replay("stopping", "orders", 1, 0).get();
		await().untilAsserted(
				() -> assertThat(this.listeners.stopping).as("came again").filteredOn("fine-1"::equals).hasSize(2));
		List<StoredRecord> dead = this.broker.records("orders-dead", 0);
		assertThat(dead).hasSize(1);
		assertThat(dead.toString() + dead.get(0).metadata()).contains("dlt-original-offset");
	}

	@Test
	void aFailedMessageTakesItsWayThroughTheRetryTopicToTheDeadLetters() throws Exception {
		try (TopicWriter<String> writer = this.client.writer(WriterSettings.of("payments"), Serializer.string())) {
			writer.write("poison").get();
			writer.write("fine").get();
		}
		await().untilAsserted(() -> {
			assertThat(this.listeners.retried).contains("poison", "fine", "poison", "dead poison");
			assertThat(this.broker.committedOffset("payments", 0, "shop")).isEqualTo(2);
			assertThat(this.broker.committedOffset("payments-shop-retry-1", 0, "shop")).isEqualTo(1);
			assertThat(this.broker.committedOffset("payments-shop-dead", 0, "shop")).isEqualTo(1);
		});
		assertThat(this.listeners.retried).filteredOn("poison"::equals).hasSize(2);
	}

	@Test
	void producersRunSideBySideAndEachInItsOrder() throws Exception {
		writeAsProducers("p", false);
		await().untilAsserted(this::allEventsAreCommitted);
		for (int p = 0; p < PRODUCERS; p++) {
			assertThat(eventsOf("p" + p)).containsExactlyElementsOf(expected("p" + p));
		}
	}

	@Test
	void producersKeepTheirOrderAndNothingIsLostWhenStreamsBreak() throws Exception {
		writeAsProducers("q", true);
		await().untilAsserted(this::allEventsAreCommitted);
		for (int p = 0; p < PRODUCERS; p++) {
			assertThat(eventsOf("q" + p).stream().distinct().toList()).as("but for what came again")
				.containsExactlyElementsOf(expected("q" + p));
		}
	}

	private void writeAsProducers(String prefix, boolean cut) throws Exception {
		for (int p = 0; p < PRODUCERS; p++) {
			try (TopicWriter<String> writer = this.client.writer(
					WriterSettings.builder("events").producerId(prefix + p).partitionId(0L).build(),
					Serializer.string())) {
				for (int i = 0; i < EACH; i++) {
					writer.write(prefix + p + ":" + i).get();
					if (cut && i == EACH / 2) {
						this.faults.cutStreams();
					}
				}
			}
		}
	}

	private void allEventsAreCommitted() {
		assertThat(this.broker.committedOffset("events", 0, "shop")).isEqualTo(this.broker.records("events", 0).size());
	}

	private List<String> eventsOf(String producer) {
		return this.listeners.events.stream().filter((text) -> text.startsWith(producer + ":")).toList();
	}

	private static List<String> expected(String producer) {
		return IntStream.range(0, EACH).mapToObj((i) -> producer + ":" + i).toList();
	}

	private void write(long partition, String... texts) throws Exception {
		try (TopicWriter<String> writer = this.client
			.writer(WriterSettings.builder("orders").partitionId(partition).build(), Serializer.string())) {
			for (String text : texts) {
				writer.write(text).get();
			}
		}
	}

	static class Listeners {

		final List<String> dead = new CopyOnWriteArrayList<>();

		final List<String> skipping = new CopyOnWriteArrayList<>();

		final List<String> stopping = new CopyOnWriteArrayList<>();

		final List<String> retried = new CopyOnWriteArrayList<>();

		final List<String> events = new CopyOnWriteArrayList<>();

		@RetryTopics(attempts = "2", delay = "20ms")
		@TopicListener(id = "shop", topics = "payments", consumer = "shop")
		void retried(String text) {
			handle(text, this.retried);
		}

		@TopicDeadLetterHandler
		void given(String text) {
			this.retried.add("dead " + text);
		}

		@TopicListener(id = "events", topics = "events", consumer = "shop", ordering = "producer", concurrency = "4",
				properties = "batch.max-messages=10")
		void event(String text) {
			this.events.add(text);
		}

		@TopicListener(id = "dead", topics = "orders", consumer = "dead")
		void dead(String text) {
			handle(text, this.dead);
		}

		@TopicListener(id = "skipping", topics = "orders", consumer = "skip")
		void skipping(String text) {
			handle(text, this.skipping);
		}

		@TopicListener(id = "stopping", topics = "orders", consumer = "stop")
		void stopping(String text) {
			handle(text, this.stopping);
		}

		private static void handle(String text, List<String> handled) {
			handled.add(text);
			if (text.equals("poison")) {
				throw new IllegalStateException("can't handle that");
			}
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Listeners.class)
	static class App {

	}

}
