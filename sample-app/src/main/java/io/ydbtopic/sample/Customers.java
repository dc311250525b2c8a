package io.ydbtopic.sample;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What is known of customers. Thread-safe.
 */
@Component
class Customers {

	private final Map<String, Known> known = new HashMap<>();

	synchronized void ordered(Order order) {
		of(order.customer()).lastOrder = order.id();
	}

	synchronized void paid(Invoice invoice) {
		of(invoice.customer()).paid.add(invoice.order());
	}

	synchronized void owes(Invoice invoice) {
		of(invoice.customer()).owed.add(invoice.order());
	}

	synchronized Customer find(String name) {
		Known found = this.known.getOrDefault(name, new Known());
		return new Customer(found.lastOrder, List.copyOf(found.paid), List.copyOf(found.owed));
	}

	private Known of(String name) {
		return this.known.computeIfAbsent(name, (none) -> new Known());
	}

	/**
	 * A customer.
	 *
	 * @param lastOrder number of the last order
	 * @param paid orders that are paid
	 * @param owed orders that the bank did not pay
	 */
	record Customer(@Nullable String lastOrder, List<String> paid, List<String> owed) {
	}

	private static final class Known {

		private @Nullable String lastOrder;

		private final Set<String> paid = new TreeSet<>();

		private final Set<String> owed = new TreeSet<>();

	}

}
