package io.ydbtopic.spring.test.slice;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.listener.Acknowledgment;
import org.springframework.stereotype.Component;

@Component
class BillingListener {

	final List<String> billed = new ArrayList<>();

	final List<Acknowledgment> open = new ArrayList<>();

	private final TopicOperations topics;

	BillingListener(TopicOperations topics) {
		this.topics = topics;
	}

	@TopicListener(id = "billing", topics = "orders", consumer = "billing")
	CompletableFuture<WriteAck> bill(Invoice order) {
		if (order.amount() < 0) {
			throw new IllegalStateException("no money");
		}
		this.billed.add(order.id());
		return this.topics.send("invoices", order);
	}

	@TopicListener(id = "manual", topics = "orders", consumer = "manual", ackMode = "manual", autoStartup = "false")
	void later(Invoice order, Acknowledgment acknowledgment) {
		this.open.add(acknowledgment);
	}

}
