package io.ydbtopic.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.error.TopicException;

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
	 * Commits that were requested will not be stored: their session is over, or its
	 * partition went elsewhere. Their futures fail too; this is for those that nobody
	 * waits for. May come after {@link #onPartitionEnded}.
	 * @param commits how many
	 * @param cause why
	 */
	default void onCommitsFailed(PartitionSession session, int commits, TopicException cause) {
	}

	/**
	 * The partition was given back, on request of the server or by a close. Called right
	 * before {@link #onPartitionEnded}.
	 * @param stoodStill how long nothing of it was handed out on this side: from the
	 * request, or the close, until the partition could go to another reader; what is
	 * needed to finish and commit what was in hand
	 */
	default void onPartitionHandedOver(PartitionSession session, Duration stoodStill) {
	}

	/**
	 * The session is over; commits are refused from here on. Those that were requested
	 * before and whose stream was lost are sent again if the partition comes back.
	 */
	default void onPartitionEnded(PartitionSession session, PartitionEnd end) {
	}

}
