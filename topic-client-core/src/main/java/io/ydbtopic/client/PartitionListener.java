package io.ydbtopic.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Hears about the life of partition sessions. Events of one partition come in order, also
 * with its messages, on user threads; a slow listener delays that partition alone. Each
 * session that started ends exactly once, also through a reconnect and a close.
 */
public interface PartitionListener {

	/** A listener that does nothing. */
	PartitionListener NONE = new PartitionListener() {
	};

	/**
	 * The server gives a partition; nothing of it is read before the answer.
	 * @return where to start; a failure, or no answer within
	 * {@link ReaderSettings#startTimeout()}, costs the connection and is tried again
	 */
	default CompletionStage<StartPosition> onPartitionStarting(PartitionSession session) {
		return CompletableFuture.completedFuture(StartPosition.COMMITTED);
	}

	/**
	 * The server wants the partition back; messages in hand may still be committed.
	 * Called after the batch in hand.
	 */
	default void onPartitionStopping(PartitionSession session) {
	}

	/**
	 * The partition was read to its end and will have no more messages; its children are
	 * read after it.
	 * @param childPartitionIds partitions that go on from here
	 */
	default void onPartitionFinished(PartitionSession session, List<Long> childPartitionIds) {
	}

	/**
	 * The session is over; commits fail from here on.
	 */
	default void onPartitionEnded(PartitionSession session, PartitionEnd end) {
	}

}
