package io.ydbtopic.migration.kafka;

import java.util.concurrent.CompletableFuture;

import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Takes orders.
 */
@Component
class Shop {

	private final KafkaTemplate<String, Object> template;

	Shop(KafkaTemplate<String, Object> template) {
		this.template = template;
	}

	/** Done when the order is stored. */
	CompletableFuture<?> place(Order order) {
		return this.template.send("orders", order.id(), order);
	}

}
