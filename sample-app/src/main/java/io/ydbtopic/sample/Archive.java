package io.ydbtopic.sample;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.ydbtopic.spring.annotation.TopicListener;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Keeps orders, many with one call, as one would with a database. Thread-safe.
 */
@Component
class Archive {

	private final Map<String, Order> orders = new ConcurrentHashMap<>();

	@TopicListener(id = "archive", topics = "orders", consumer = "archive")
	void onOrders(List<Order> batch) {
		this.orders
			.putAll(batch.stream().collect(Collectors.toMap(Order::id, Function.identity(), (first, last) -> last)));
	}

	@Nullable Order find(String id) {
		return this.orders.get(id);
	}

}
