package io.ydbtopic.spring.listener;

import io.ydbtopic.client.ReceivedMessage;

/**
 * Handles messages one by one: for one partition one after the other, in order;
 * partitions side by side, as far as there are threads. Called on the container's
 * threads.
 *
 * @param <T> type of the values
 */
@FunctionalInterface
public interface TopicMessageListener<T> {

	/**
	 * Handles a message.
	 * @throws Exception if it can't be handled; the error handler decides what follows
	 */
	void onMessage(ReceivedMessage<T> message, DeliveryContext context) throws Exception;

}
