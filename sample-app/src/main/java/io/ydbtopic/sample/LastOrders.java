package io.ydbtopic.sample;

import io.ydbtopic.spring.annotation.TopicListener;

import org.springframework.stereotype.Component;

/**
 * Remembers the last order of each customer. Orders of one customer come one after the
 * other, those of others side by side, on more threads than there are partitions.
 */
@Component
class LastOrders {

	private final Customers customers;

	LastOrders(Customers customers) {
		this.customers = customers;
	}

	@TopicListener(id = "last-orders", topics = "orders", consumer = "last-orders", ordering = "key:customer",
			concurrency = "8")
	void onOrder(Order order) {
		this.customers.ordered(order);
	}

}
