package io.ydbtopic.client.internal.write;

import java.util.List;

import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.error.TopicException;

/** What a writer tells who has it for a part of itself; on the loop. */
@FunctionalInterface
interface WriterEvents {

	/** A handshake has succeeded; what the server has stored is settled. */
	default void connected(WriterInfo info) {
	}

	/**
	 * The end: takes messages without one, in their order.
	 * @param maybeStored how many of the first ones the server may have stored
	 */
	void left(TopicException cause, List<OutboxEntry> left, int maybeStored);

}
