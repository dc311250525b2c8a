package io.ydbtopic.spring.listener;

import io.ydbtopic.client.ReceivedMessage;

/**
 * Chooses the messages that a listener is given. The others count as handled: they are
 * committed with the rest, and need no acknowledgment. A listener names its filter's bean
 * with {@code filter}. Called on the container's threads, again for each attempt; must be
 * thread-safe.
 */
@FunctionalInterface
public interface TopicFilter {

	/**
	 * Whether the listener gets a message. What it throws is a failure of the message.
	 */
	boolean accept(ReceivedMessage<?> message);

}
