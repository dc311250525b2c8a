package io.ydbtopic.migration.topic;

import io.ydbtopic.spring.core.TopicDefinition;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * Bills orders, and files those that can't be billed.
 */
@SpringBootApplication
public class TopicShop {

	@Bean
	TopicDefinition orders() {
		return TopicDefinition.of("orders", 4, "billing");
	}

	@Bean
	TopicDefinition invoices() {
		return TopicDefinition.of("invoices", 1, "accounting");
	}

	@Bean
	TopicDefinition rejectedOrders() {
		return TopicDefinition.of("orders-rejected", 1, "support");
	}

}
