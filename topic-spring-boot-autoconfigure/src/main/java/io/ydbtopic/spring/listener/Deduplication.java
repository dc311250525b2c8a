package io.ydbtopic.spring.listener;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages that were handled before from a listener. Thread-safe if its store is.
 *
 * @param store what was handled
 * @param consumer as whom messages are read; empty without a consumer
 */
record Deduplication(IdempotencyStore store, String consumer) implements TopicFilter {

	private static final Logger logger = LoggerFactory.getLogger(Deduplication.class);

	/** Whether a message was not handled before. */
	@Override
	public boolean accept(ReceivedMessage<?> message) {
		Long highest = this.store.highest(IdempotencyStore.Key.of(this.consumer, message));
		boolean fresh = highest == null || IdempotencyStore.Key.number(message) > highest;
		if (!fresh) {
			logger.debug("Handled before: {} partition {} offset {}", message.topic(), message.partitionId(),
					message.offset());
		}
		return fresh;
	}

	/** Messages are handled. */
	void handled(List<? extends ReceivedMessage<?>> messages) {
		Map<IdempotencyStore.Key, Long> highest = new HashMap<>();
		messages.forEach((message) -> highest.merge(IdempotencyStore.Key.of(this.consumer, message),
				IdempotencyStore.Key.number(message), Math::max));
		highest.forEach((key, number) -> {
			try {
				this.store.record(key, number);
			}
			catch (RuntimeException ex) {
				logger.error("Not recorded as handled, may be handled again: {} up to {}", key, number, ex);
			}
		});
	}

	/** Messages of a partition are to be handled again. */
	void forget(PartitionSession session) {
		this.store.forget(this.consumer, session.topic(), session.partitionId());
	}

}
