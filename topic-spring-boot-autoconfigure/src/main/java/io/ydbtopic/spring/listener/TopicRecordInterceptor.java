package io.ydbtopic.spring.listener;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Stands before and after each message of listeners that take messages one by one, and
 * before and after each batch of those that take batches. Beans of this type are called
 * in their order. Called on the container's threads; must be thread-safe.
 */
public interface TopicRecordInterceptor {

	/**
	 * Before the listener.
	 * @return the message to go on with, usually the same; {@code null} drops it: it
	 * counts as handled
	 */
	default <T> @Nullable ReceivedMessage<T> before(ReceivedMessage<T> message, DeliveryContext context) {
		return message;
	}

	/**
	 * After the listener; when it returned a future, after that, on the thread that
	 * completed it.
	 * @param failure what it threw; {@code null} if it returned
	 */
	default void after(ReceivedMessage<?> message, DeliveryContext context, @Nullable Throwable failure) {
	}

	/**
	 * Before a listener that takes batches. What it throws is a failure of the batch. To
	 * leave messages out, use a {@link TopicFilter}.
	 */
	default void beforeBatch(MessageBatch<?> batch, DeliveryContext context) {
	}

	/**
	 * After a listener that takes batches, as {@link #after}; called if
	 * {@link #beforeBatch} was.
	 * @param failure what it threw; {@code null} if it returned
	 */
	default void afterBatch(MessageBatch<?> batch, DeliveryContext context, @Nullable Throwable failure) {
	}

}
