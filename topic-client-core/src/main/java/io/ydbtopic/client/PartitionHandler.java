package io.ydbtopic.client;

import java.util.concurrent.CompletionStage;

/**
 * Handles the batches of a {@link TopicSubscription}. For one partition, calls come one
 * after the other, in order; partitions run side by side.
 *
 * @param <T> type of the values
 */
public interface PartitionHandler<T> extends PartitionListener {

	/**
	 * Handles a batch of one partition. Called on a user thread, which it should not
	 * block for long: return a stage and complete it elsewhere.
	 * @return done when the batch is handled: its share of the read buffer goes back and
	 * the partition's next batch comes. A failure holds the partition until its session
	 * ends
	 */
	CompletionStage<?> onMessages(MessageBatch<T> batch);

}
