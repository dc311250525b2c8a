package io.ydbtopic.sample;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * What a customer wants.
 *
 * @param id number of the order
 * @param customer who ordered
 * @param amount what it costs
 */
record Order(String id, String customer, BigDecimal amount) {

	Order {
		Objects.requireNonNull(id, "an order needs an id");
		Objects.requireNonNull(customer, "an order needs a customer");
		Objects.requireNonNull(amount, "an order needs an amount");
	}

	/** Whether it can be billed. */
	boolean isBillable() {
		return this.amount.signum() > 0;
	}

}
