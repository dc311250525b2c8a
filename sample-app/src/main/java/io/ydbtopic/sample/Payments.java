package io.ydbtopic.sample;

import java.math.BigDecimal;

import io.ydbtopic.spring.annotation.RetryTopics;
import io.ydbtopic.spring.annotation.TopicDeadLetterHandler;
import io.ydbtopic.spring.annotation.TopicListener;

import org.springframework.stereotype.Component;

/**
 * Collects what invoices ask for. The bank may be slow to say yes, and no invoice has to
 * wait for another: those that fail take their way over retry topics, and in the end to
 * the dead letters.
 */
@Component
class Payments {

	private static final BigDecimal LIMIT = new BigDecimal(1000);

	private final Customers customers;

	Payments(Customers customers) {
		this.customers = customers;
	}

	@RetryTopics(attempts = "3", delay = "${shop.payments.retry-delay:1s}")
	@TopicListener(id = "payments", topics = "invoices", consumer = "payments")
	void collect(Invoice invoice) {
		if (invoice.amount().compareTo(LIMIT) > 0) {
			throw new IllegalStateException("the bank has not answered");
		}
		this.customers.paid(invoice);
	}

	@TopicDeadLetterHandler
	void giveUp(Invoice invoice) {
		this.customers.owes(invoice);
	}

}
