package io.ydbtopic.sample;

import io.ydbtopic.spring.annotation.TopicListener;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

/**
 * Writes one invoice for each order, exactly once: the invoice is written and the order's
 * offset moves in one transaction, whatever dies in between.
 */
@Component
class Invoicing {

	@SendTo("invoices")
	@TopicListener(id = "invoicing", topics = "orders", consumer = "invoicing", ackMode = "transaction")
	@Nullable Invoice onOrder(Order order) {
		return order.isBillable() ? new Invoice(order.id(), order.customer(), order.amount()) : null;
	}

}
