package io.ydbtopic.migration.kafka;

import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Bills orders, and files those that can't be billed.
 */
@SpringBootApplication
public class KafkaShop {

	@Bean
	NewTopic orders() {
		return new NewTopic("orders", 4, (short) 1);
	}

	@Bean
	NewTopic invoices() {
		return new NewTopic("invoices", 1, (short) 1);
	}

	@Bean
	NewTopic rejectedOrders() {
		return new NewTopic("orders-rejected", 1, (short) 1);
	}

	/** Three attempts, then the dead letters. */
	@Bean
	CommonErrorHandler errors(KafkaOperations<?, ?> template) {
		DeadLetterPublishingRecoverer deadLetters = new DeadLetterPublishingRecoverer(template,
				(order, failure) -> new TopicPartition("orders-rejected", 0));
		DefaultErrorHandler errors = new DefaultErrorHandler(deadLetters, new FixedBackOff(100, 2));
		errors.addNotRetryableExceptions(IllegalArgumentException.class);
		return errors;
	}

}
