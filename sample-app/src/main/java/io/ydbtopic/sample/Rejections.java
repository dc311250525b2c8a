package io.ydbtopic.sample;

import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.annotation.TopicListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Reads the dead-letter topic: the bytes as they came, with the reason beside them.
 */
@Component
class Rejections {

	private static final Logger logger = LoggerFactory.getLogger(Rejections.class);

	private final Ledger ledger;

	Rejections(Ledger ledger) {
		this.ledger = ledger;
	}

	@TopicListener(id = "rejections", topics = "orders-rejected", consumer = "support")
	void onRejected(ReceivedMessage<byte[]> message) {
		logger.info("rejected: {}", message.metadata("dlt-exception-message"));
		this.ledger.reject();
	}

}
