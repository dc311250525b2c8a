package io.ydbtopic.spring.test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.core.TopicOperations;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners that read, write and move their offset in one transaction, on a real stream.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "ydb.topic.listener.retry.initial-delay=20ms", "ydb.topic.listener.ack-mode=transaction" })
@EmbeddedTopicBroker(topics = { "orders:1", "invoices:1", "copies:1" }, consumers = { "billing", "copy", "audit" })
class ExactlyOnceListenerTest {

	@Autowired
	TopicOperations operations;

	@Autowired
	EmbeddedBroker broker;

	@Autowired
	Listeners listeners;

	@Test
	void whatAFailedCallWroteIsNeverSeenAndEachMessageHasItsEffectOnce() {
		for (int i = 0; i < 10; i++) {
			this.operations.send("orders", "o-" + i).join();
		}
		await().untilAsserted(() -> {
			assertThat(this.listeners.invoices).hasSize(10);
			assertThat(this.listeners.copies).hasSize(10);
			assertThat(this.broker.committedOffset("orders", 0, "billing")).isEqualTo(10);
			assertThat(this.broker.committedOffset("orders", 0, "copy")).isEqualTo(10);
		});
		assertThat(this.listeners.calls).as("one call failed").filteredOn("o-5"::equals).hasSize(2);
		assertThat(this.listeners.invoices).doesNotHaveDuplicates().contains("invoice of o-0", "invoice of o-5");
		assertThat(this.listeners.copies).containsExactly("o-0", "o-1", "o-2", "o-3", "o-4", "o-5", "o-6", "o-7", "o-8",
				"o-9");
	}

	static class Listeners {

		final List<String> calls = new CopyOnWriteArrayList<>();

		final List<String> invoices = new CopyOnWriteArrayList<>();

		final List<String> copies = new CopyOnWriteArrayList<>();

		@Autowired
		TopicOperations operations;

		@TopicListener(id = "billing", topics = "orders", consumer = "billing")
		CompletableFuture<?> bill(String order, TopicTransaction transaction) {
			this.calls.add(order);
			CompletableFuture<?> written = this.operations.send("invoices",
					OutgoingMessage.of("invoice of " + order).withTransaction(transaction));
			if (order.equals("o-5") && this.calls.stream().filter("o-5"::equals).count() == 1) {
				return written.thenRun(() -> {
					throw new IllegalStateException("after the write");
				});
			}
			return written;
		}

		@SendTo("copies")
		@TopicListener(id = "copy", topics = "orders", consumer = "copy")
		List<String> copy(MessageBatch<byte[]> batch) {
			return batch.messages().stream().map(ReceivedMessage::value).map(String::new).toList();
		}

		@TopicListener(id = "invoices", topics = "invoices", consumer = "audit", ackMode = "batch")
		void invoice(String invoice) {
			this.invoices.add(invoice);
		}

		@TopicListener(id = "copies", topics = "copies", consumer = "audit", ackMode = "batch")
		void copied(String order) {
			this.copies.add(order);
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Listeners.class)
	static class App {

	}

}
