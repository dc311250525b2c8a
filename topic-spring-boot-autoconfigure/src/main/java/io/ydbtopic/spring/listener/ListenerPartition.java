package io.ydbtopic.spring.listener;

import io.ydbtopic.client.PartitionLag;
import io.ydbtopic.client.PartitionSession;
import org.jspecify.annotations.Nullable;

/**
 * A partition that a listener has in hand, as far as is known without asking the server.
 *
 * @param topic path of the topic
 * @param partitionId number of the partition
 * @param committedOffset first offset that is not committed
 * @param endOffset offset of the next message of the partition when it was heard of last
 * @param lagMessages messages that are written and not committed; {@code null} unless the
 * reader asks for it ({@code lag-interval})
 * @param secondsBehind age of the oldest message that was not handed out; {@code null}
 * unless the reader asks for it
 * @param held whether it stays where it is, after a failure
 * @param unacknowledged messages that were handed out and are not done: being handled,
 * waiting for another try, held, or waiting for their acknowledgment
 */
public record ListenerPartition(String topic, long partitionId, long committedOffset, long endOffset,
		@Nullable Long lagMessages, @Nullable Double secondsBehind, boolean held, long unacknowledged) {

	private static final double MILLIS = 1_000;

	static ListenerPartition of(PartitionSession session, boolean held, long unacknowledged) {
		PartitionLag lag = session.lastLag();
		return new ListenerPartition(session.topic(), session.partitionId(), session.committedOffset(),
				(lag != null) ? lag.endOffset() : session.endOffsetAtStart(), (lag != null) ? lag.messages() : null,
				(lag != null) ? lag.timeBehind().toMillis() / MILLIS : null, held, unacknowledged);
	}

}
