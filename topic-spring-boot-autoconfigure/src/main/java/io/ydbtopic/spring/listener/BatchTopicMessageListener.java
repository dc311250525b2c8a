package io.ydbtopic.spring.listener;

import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.MessageBatch;
import org.jspecify.annotations.Nullable;

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

	/**
	 * Handles a batch, perhaps beyond the return: what the container calls. Override it
	 * together with {@link #onMessages} in a listener that finishes on another thread.
	 * The partition's next message comes when the stage is done.
	 * @return done when it is handled, failed if it can't be, cancelled if nobody waits
	 * for it any more; {@code null} if it is handled already
	 * @throws Exception as {@link #onMessages}
	 */
	default @Nullable CompletionStage<?> handle(MessageBatch<T> batch, DeliveryContext context) throws Exception {
		onMessages(batch, context);
		return null;
	}

}
