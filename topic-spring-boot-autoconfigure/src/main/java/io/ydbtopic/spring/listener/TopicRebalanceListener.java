package io.ydbtopic.spring.listener;

import java.util.concurrent.CompletionStage;
import java.util.List;

import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.StartPosition;
import org.jspecify.annotations.Nullable;

/**
 * Hears which partitions listeners get and lose. Beans of this type hear of all
 * listeners. Events of one partition come in order, also with its messages; must be
 * thread-safe.
 */
public interface TopicRebalanceListener {

	/**
	 * Says where a partition that comes starts. The first answer of all listeners counts.
	 * @return where; {@code null} to leave that to others, and in the end to the
	 * committed offset. A failure, or no answer in time, costs the connection and is
	 * asked again
	 */
	default @Nullable CompletionStage<StartPosition> startAt(String listenerId, PartitionSession session) {
		return null;
	}

	/**
	 * A partition was given; its messages follow.
	 */
	default void onStarted(String listenerId, PartitionSession session) {
	}

	/**
	 * The server wants a partition back; what was handled may still be committed.
	 */
	default void onStopping(String listenerId, PartitionSession session) {
	}

	/**
	 * A partition was read to its end; these go on from there.
	 */
	default void onFinished(String listenerId, PartitionSession session, List<Long> childPartitionIds) {
	}

	/**
	 * A partition is gone; commits fail from here on.
	 */
	default void onEnded(String listenerId, PartitionSession session, PartitionEnd end) {
	}

}
