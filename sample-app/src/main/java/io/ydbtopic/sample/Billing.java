package io.ydbtopic.sample;

import io.ydbtopic.spring.annotation.TopicListener;

import org.springframework.stereotype.Component;

/**
 * Bills orders. One that can't be billed goes to the dead-letter topic that
 * {@code application.yml} names, with the reason, and the others go on.
 */
@Component
class Billing {

	private final Ledger ledger;

	Billing(Ledger ledger) {
		this.ledger = ledger;
	}

	@TopicListener(id = "billing", topics = "orders", consumer = "billing")
	void onOrder(Order order) {
		if (!order.isBillable()) {
			throw new InvalidOrderException("order " + order.id() + " costs " + order.amount());
		}
		this.ledger.bill(order);
	}

}
