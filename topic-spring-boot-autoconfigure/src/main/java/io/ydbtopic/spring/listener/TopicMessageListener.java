package io.ydbtopic.spring.listener;

import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

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

	/**
	 * Handles a message, perhaps beyond the return: what the container calls. Override it
	 * together with {@link #onMessage} in a listener that finishes on another thread. The
	 * partition's next message comes when the stage is done.
	 * @return done when it is handled, failed if it can't be, cancelled if nobody waits
	 * for it any more; {@code null} if it is handled already
	 * @throws Exception as {@link #onMessage}
	 */
	default @Nullable CompletionStage<?> handle(ReceivedMessage<T> message, DeliveryContext context) throws Exception {
		onMessage(message, context);
		return null;
	}

}
