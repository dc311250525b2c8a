package io.ydbtopic.spring.core;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;

/**
 * Sees each message that named writers and templates write, before and after. Beans of
 * this type are called in their order. Must be thread-safe: before a message is written
 * it is called on the thread that writes, afterwards on a thread of the client, which
 * must not be held up.
 */
public interface TopicWriteInterceptor {

	/**
	 * Before a message is written. What it throws is thrown to who writes, and nothing is
	 * written.
	 * @param topic path of the topic
	 * @param message the message, before it is converted
	 * @return the message to go on with, usually the same
	 */
	default OutgoingMessage<?> before(String topic, OutgoingMessage<?> message) {
		return message;
	}

	/**
	 * A message is safe. What it throws is logged.
	 * @param topic path of the topic
	 * @param message the message as {@link #before} left it
	 */
	default void acknowledged(String topic, OutgoingMessage<?> message, WriteAck ack) {
	}

	/**
	 * A message was not written, or nobody knows. What it throws is logged.
	 * @param topic path of the topic
	 * @param message the message as {@link #before} left it
	 */
	default void failed(String topic, OutgoingMessage<?> message, Throwable failure) {
	}

}
