package io.ydbtopic.spring.listener;

import io.ydbtopic.client.MessageBatch;

/**
 * Handles messages in batches, each of one partition, as {@link TopicMessageListener}
 * does.
 *
 * @param <T> type of the values
 */
@FunctionalInterface
public interface BatchTopicMessageListener<T> {

	/**
	 * Handles a batch.
	 * @throws BatchListenerFailedException if one message can't be handled: those before
	 * it are done, it is tried again alone, those after it follow
	 * @throws Exception if none is known to be handled: the whole batch is tried again
	 */
	void onMessages(MessageBatch<T> batch, DeliveryContext context) throws Exception;

}
