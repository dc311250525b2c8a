package io.ydbtopic.sample;

import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.support.TopicHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.stereotype.Component;

/**
 * Writes down every order that came, good or bad: a second consumer of the same topic,
 * with offsets of its own.
 */
@Component
class Audit {

	private static final Logger logger = LoggerFactory.getLogger(Audit.class);

	@TopicListener(id = "audit", topics = "orders", consumer = "audit")
	void onOrder(@Payload Order order, @Header(TopicHeaders.PARTITION) long partition,
			@Header(TopicHeaders.OFFSET) long offset) {
		logger.info("order {} at {}/{}", order.id(), partition, offset);
	}

}
