package io.ydbtopic.spring.listener;

import java.util.List;

import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionSession;

/**
 * Hears which partitions listeners get and lose. Beans of this type hear of all
 * listeners. Events of one partition come in order, also with its messages; must be
 * thread-safe.
 */
public interface TopicRebalanceListener {

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
