package io.ydbtopic.client.internal.read;

import io.ydbtopic.client.error.TopicException;

/**
 * How messages reach the application. On the reader's loop.
 */
interface Delivery {

	/**
	 * The session has messages at the front of its queue and is free to hand them out.
	 */
	void offer(PartitionTrack track);

	/** What was offered is not there any more. */
	void withdraw(PartitionTrack track);

	/** Nothing more is handed out. */
	void end(TopicException cause);

	/** Whether something that is offered is taken at once. */
	boolean isWanting();

	/** Whether messages are in the application's hands that it will give back. */
	boolean isAnythingInHand();

}
