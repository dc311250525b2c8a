package io.ydbtopic.migration.topic;

import java.util.concurrent.CompletableFuture;

import io.ydbtopic.spring.core.TopicTemplate;

import org.springframework.stereotype.Component;

/**
 * Takes orders.
 */
@Component
class Shop {

	private final TopicTemplate template;

	Shop(TopicTemplate template) {
		this.template = template;
	}

	/** Done when the order is stored. */
	CompletableFuture<?> place(Order order) {
		return this.template.send("orders", order);
	}

}
