package io.ydbtopic.spring.test.docs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.spring.annotation.RetryTopics;
import io.ydbtopic.spring.annotation.TopicDeadLetterHandler;
import io.ydbtopic.spring.annotation.TopicHandler;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.event.PartitionHeldEvent;
import io.ydbtopic.spring.listener.Acknowledgment;
import io.ydbtopic.spring.listener.DeliveryGates;
import io.ydbtopic.spring.listener.ErrorDecision;
import io.ydbtopic.spring.listener.RateLimit;
import io.ydbtopic.spring.listener.TopicErrorHandler;
import io.ydbtopic.spring.listener.TopicFilter;
import io.ydbtopic.spring.test.EmbeddedTopicBroker;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The code of the docs about listeners, and the bean of docs/auth.md, at work: the client
 * asks it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "ydb.topic.listeners.parcels.ack-mode=record")
@EmbeddedTopicBroker(
		topics = { "orders:2", "orders-dead", "invoices", "copies", "events", "keyed", "payments", "refunds", "parcels",
				"picky", "payments-billing-retry-1", "payments-billing-dead" },
		consumers = { "billing", "exact", "copy", "again", "keys", "late" })
class ListenersDocTest {

	@Autowired
	TopicOperations operations;

	@Autowired
	TopicListenerEndpointRegistry registry;

	@Autowired
	EmbeddedBroker broker;

	@Autowired
	DeliveryGates gates;

	@Autowired
	Billing billing;

	@Autowired
	Events events;

	@Autowired
	Failing failing;

	@Autowired
	ExactlyOnce exactlyOnce;

	@Test
	void ordersAreHandledBilledInATransactionAndCopied() {
		this.operations.send("orders", new Order("ann", 42)).join();
		this.operations.send("orders", new Order("bob", 7)).join();
		await().untilAsserted(() -> {
			assertThat(this.billing.orders).extracting(Order::customer).contains("ann", "bob");
			assertThat(records("invoices")).isGreaterThanOrEqualTo(2);
			assertThat(records("copies")).isGreaterThanOrEqualTo(2);
		});
		assertThat(this.exactlyOnce.billed).contains("ann", "bob").doesNotHaveDuplicates();
	}

	@Test
	void eachTypeHasItsMethod() {
		send("events", "{\"id\": 1}", MetadataItem.text("type", "OrderPlaced"));
		send("events", "{\"id\": 2}", MetadataItem.text("type", "order.cancelled"));
		send("events", "{\"id\": 3}", MetadataItem.text("type", "unknown"));
		await().untilAsserted(
				() -> assertThat(this.events.seen).containsExactly("placed 1", "cancelled 2", "other {\"id\": 3}"));
	}

	@Test
	void deadLettersGoBackWhenTheirListenerIsStarted() {
		this.operations.send("orders-dead", new Order("dead", 1)).join();
		assertThat(this.billing.orders).extracting(Order::customer).doesNotContain("dead");
		this.registry.start("orders-again");
		await()
			.untilAsserted(() -> assertThat(this.billing.orders).extracting(Order::customer).containsOnlyOnce("dead"));
	}

	@Test
	void ordersOfACustomerStayInOrder() {
		for (int i = 0; i < 20; i++) {
			send("keyed", "{\"customer\":\"c" + i % 2 + "\",\"amount\":" + i + "}",
					MetadataItem.text("customer", "c" + i % 2));
		}
		await().untilAsserted(() -> assertThat(this.billing.keyed).hasSize(20));
		assertThat(this.billing.keyed.stream().filter((order) -> order.customer().equals("c1")))
			.extracting(Order::amount)
			.isSorted();
	}

	@Test
	void aFailedMessageGoesThroughTheRetryTopicToTheDeadLetters() {
		this.operations.send("payments", new Order("poor", 1)).join();
		await().untilAsserted(
				() -> assertThat(this.failing.dead).singleElement().asString().contains("payments", "no money"));
		assertThat(this.failing.calls).hasSize(2);
	}

	@Test
	void aListenerComesAndGoesAtRunTime() {
		TopicListenerEndpointRegistry registry = this.registry;
		List<String> refunds = new CopyOnWriteArrayList<>();
		// tag::run-time[]
		TopicListenerEndpoint endpoint = TopicListenerEndpoint.of(ListenerAttributes.of("refunds", "late", "refunds"),
				Deserializer.string(), (message, context) -> refunds.add(message.value()));
		registry.register(endpoint); // starts, because the application runs
		// end::run-time[]
		this.operations.send("refunds", "r-1").join();
		await().untilAsserted(() -> assertThat(refunds).contains("r-1"));
		registry.unregister("refunds").join();
		assertThat(registry.getContainerIds()).doesNotContain("refunds");
	}

	@Test
	void anOperatorPausesReplaysAndGoesOn() {
		TopicListenerEndpointRegistry registry = this.registry;
		this.operations.send("parcels", new Order("eve", 1)).join();
		await().untilAsserted(() -> assertThat(this.billing.parcels).hasSize(1));
		// tag::operations[]
		registry.pause("parcels"); // and stop, start, release, skip
		registry.replay("parcels", "parcels", 0, 0).join(); // partition 0, from offset 0
		registry.resume("parcels");
		// end::operations[]
		await().untilAsserted(
				() -> assertThat(this.billing.parcels).extracting(Order::customer).containsExactly("eve", "eve"));
	}

	@Test
	void aHeldPartitionIsToldAndGoesOnBehindItsMessage() {
		this.operations.send("picky", "bad").join();
		this.operations.send("picky", "good").join();
		await().untilAsserted(() -> assertThat(this.failing.pages)
			.containsExactly("picky: partition 0 is held at offset 0 by IllegalArgumentException"));
		this.registry.skip("picky", "picky", 0, 0).join();
		await().untilAsserted(() -> assertThat(this.failing.picked).containsExactly("good"));
	}

	@Test
	void anAcknowledgmentComesWhenTheWorkIsDone() {
		this.operations.send("refunds", "paid").join();
		await().untilAsserted(
				() -> assertThat(this.broker.committedOffset("refunds", 0, "billing")).isEqualTo(records("refunds")));
	}

	@Test
	void gatesChangeAtRunTime() {
		DeliveryGates gates = this.gates;
		// tag::gates[]
		gates.of("billing").limit(RateLimit.of("10/s"));
		gates.all().close(); // nothing is handed to any listener
		gates.all().open(); // within a tenth of a second
		// end::gates[]
		this.operations.send("orders", new Order("gated", 1)).join();
		await().untilAsserted(() -> assertThat(this.billing.orders).extracting(Order::customer).contains("gated"));
	}

	private void send(String topic, String payload, MetadataItem item) {
		this.operations.send(topic, OutgoingMessage.of(payload).withMetadata(item.key(), item.text())).join();
	}

	private int records(String topic) {
		return this.broker.records(topic, 0).size();
	}

	record Order(String customer, int amount) {
	}

	record OrderPlaced(int id) {
	}

	record OrderCancelled(int id) {
	}

	static class Billing {

		final List<Order> orders = new CopyOnWriteArrayList<>();

		final List<Order> keyed = new CopyOnWriteArrayList<>();

		final List<Order> parcels = new CopyOnWriteArrayList<>();

		final List<String> refunds = new CopyOnWriteArrayList<>();

		// tag::order[]
		@TopicListener(topics = "orders", consumer = "billing")
		void onOrder(Order order) {
			bill(order);
		}
		// end::order[]

		// tag::key[]
		@TopicListener(topics = "keyed", consumer = "keys", ordering = "key:customer", concurrency = "8")
		void onKeyedOrder(Order order) {
			this.keyed.add(order);
		}
		// end::key[]

		// tag::again[]
		@SendTo("orders")
		@TopicListener(id = "orders-again", topics = "orders-dead", consumer = "again", autoStartup = "false")
		Message<byte[]> again(Message<byte[]> dead) {
			return dead;
		}
		// end::again[]

		@TopicListener(id = "parcels", topics = "parcels", consumer = "billing")
		void onParcel(Order order) {
			this.parcels.add(order);
		}

		// tag::manual[]
		@TopicListener(topics = "refunds", consumer = "billing", ackMode = "manual")
		void onRefund(String refund, Acknowledgment acknowledgment) {
			pay(refund).thenRun(acknowledgment::acknowledge); // later, on another thread
		}
		// end::manual[]

		private CompletableFuture<Void> pay(String refund) {
			return CompletableFuture.runAsync(() -> this.refunds.add(refund));
		}

		private void bill(Order order) {
			this.orders.add(order);
		}

	}

	static class Seen {

		final List<String> seen = new CopyOnWriteArrayList<>();

	}

	// tag::types[]
	@TopicListener(topics = "events", consumer = "billing")
	static class Events extends Seen {

		@TopicHandler
		void placed(OrderPlaced order) {
			this.seen.add("placed " + order.id());
		}

		@TopicHandler(types = "order.cancelled")
		void cancelled(OrderCancelled order) {
			this.seen.add("cancelled " + order.id());
		}

		@TopicHandler(isDefault = true)
		void other(byte[] payload) {
			this.seen.add("other " + new String(payload));
		}

	}
	// end::types[]

	static class ExactlyOnce {

		final List<String> billed = new CopyOnWriteArrayList<>();

		@Autowired
		TopicOperations operations;

		// tag::transaction[]
		@TopicListener(topics = "orders", consumer = "exact", ackMode = "transaction")
		CompletableFuture<?> bill(Order order, TopicTransaction transaction) {
			return this.operations.send("invoices", OutgoingMessage.of(invoice(order)).withTransaction(transaction));
		}

		@SendTo("copies")
		@TopicListener(topics = "orders", consumer = "copy", ackMode = "transaction")
		List<byte[]> copy(MessageBatch<byte[]> batch) {
			return batch.messages().stream().map(ReceivedMessage::value).toList();
		}
		// end::transaction[]

		private String invoice(Order order) {
			this.billed.add(order.customer());
			return "invoice for " + order.customer();
		}

	}

	static class Failing {

		final List<Order> calls = new ArrayList<>();

		final List<String> dead = new CopyOnWriteArrayList<>();

		final List<String> pages = new CopyOnWriteArrayList<>();

		final List<String> picked = new CopyOnWriteArrayList<>();

		@TopicListener(id = "picky", topics = "picky", consumer = "billing", filter = "noTests",
				errorHandler = "strict")
		void pick(String text) {
			if (text.equals("bad")) {
				throw new IllegalArgumentException(text);
			}
			this.picked.add(text);
		}

		// tag::events[]
		@EventListener
		void onHeld(PartitionHeldEvent held) {
			page(held.listenerId() + ": partition " + held.partitionId() + " is held at offset " + held.offset()
					+ " by " + held.cause().getClass().getSimpleName());
		}
		// end::events[]

		private void page(String text) {
			this.pages.add(text);
		}

		// tag::retry-topics[]
		@RetryTopics(attempts = "2", delay = "50ms")
		@TopicListener(topics = "payments", consumer = "billing")
		void onPayment(Order order) {
			this.calls.add(order);
			throw new IllegalStateException("no money");
		}

		@TopicDeadLetterHandler
		void dead(byte[] payload, @Header("dlt-original-topic") String topic,
				@Header("dlt-exception-message") String why) {
			this.dead.add(topic + ": " + why);
		}
		// end::retry-topics[]

	}

	@Configuration
	@EnableAutoConfiguration
	@Import({ Billing.class, Events.class, ExactlyOnce.class, Failing.class })
	static class App {

		// tag::filter[]
		@Bean
		TopicFilter noTests() {
			return (message) -> !"true".equals(message.metadata("test"));
		}
		// end::filter[]

		// tag::error-handler[]
		@Bean(defaultCandidate = false) // for those that name it, not for all
		TopicErrorHandler strict() {
			return (failure) -> (failure.cause() instanceof IOException && failure.attempt() < 3)
					? new ErrorDecision.Retry(Duration.ofSeconds(1)) : new ErrorDecision.Stop();
		}
		// end::error-handler[]

		// tag::tokens[]
		@Bean
		TokenProvider ydbTokens() {
			return TokenProvider.environment();
		}
		// end::tokens[]

	}

}
