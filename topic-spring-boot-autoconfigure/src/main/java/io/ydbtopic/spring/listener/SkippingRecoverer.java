package io.ydbtopic.spring.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs where a message was, and lets it go. Stateless.
 */
final class SkippingRecoverer implements TopicRecoverer {

	static final SkippingRecoverer INSTANCE = new SkippingRecoverer();

	private static final Logger logger = LoggerFactory.getLogger(SkippingRecoverer.class);

	private SkippingRecoverer() {
	}

	@Override
	public CompletionStage<?> recover(ReceivedMessage<?> message, ListenerFailure failure) {
		logger.error("Skipped {} partition {} offset {}: {}", message.topic(), message.partitionId(), message.offset(),
				failure);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public String toString() {
		return "skip";
	}

}
