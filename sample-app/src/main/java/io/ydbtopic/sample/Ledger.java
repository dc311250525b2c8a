package io.ydbtopic.sample;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

import org.springframework.stereotype.Component;

/**
 * What was billed. Delivery is at least once, so an order counts by its number, however
 * often it comes. Thread-safe.
 */
@Component
class Ledger {

	private final Map<String, BigDecimal> billed = new HashMap<>();

	private int rejected;

	synchronized void bill(Order order) {
		this.billed.put(order.id(), order.amount());
	}

	synchronized void reject() {
		this.rejected++;
	}

	synchronized Summary summary() {
		BigDecimal total = this.billed.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
		return new Summary(this.billed.size(), total, this.rejected);
	}

	/** The state of the business. */
	record Summary(int billed, BigDecimal total, int rejected) {
	}

}
