package io.ydbtopic.spring.listener;

import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Stands before and after each message of listeners that take messages one by one. Beans
 * of this type are called in their order. Called on the container's threads; must be
 * thread-safe.
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

}
