package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Says that messages are handled, with {@link AckMode#MANUAL}. May be kept and called
 * later, from any thread and in any order: the commit moves up to the first message that
 * is not acknowledged. Repeating a call is harmless.
 */
public interface Acknowledgment {

	/**
	 * Acknowledges the message, or all messages of the batch.
	 * @return done when the server has stored it, which may wait for earlier messages;
	 * fails with a {@link io.ydbtopic.client.error.PartitionSessionEndedException} when
	 * the partition has moved on: the message is delivered again then
	 * @throws IllegalStateException if the ack mode is not {@link AckMode#MANUAL}
	 */
	CompletableFuture<Void> acknowledge();

	/**
	 * Acknowledges the messages of a batch up to one.
	 * @param index index of the last message that is handled, 0 for the first
	 * @return as {@link #acknowledge()}
	 * @throws IllegalStateException if the ack mode is not {@link AckMode#MANUAL}
	 * @throws IndexOutOfBoundsException if there is no such message
	 */
	CompletableFuture<Void> acknowledge(int index);

	/**
	 * Asks for the message or batch once more, after a while and before any later message
	 * of the partition. Only while the listener has not returned.
	 * @param delay zero or more
	 * @throws IllegalStateException if the listener has returned already
	 */
	void nack(Duration delay);

	/**
	 * Asks for a part of a batch once more, after a while and before any later message of
	 * the partition. The messages before it are done, also with {@link AckMode#MANUAL}.
	 * Only while the listener has not returned.
	 * @param index index of the first message that is to come again, 0 for the first
	 * @param delay zero or more
	 * @throws IllegalStateException if the listener has returned already, or with
	 * {@link AckMode#TRANSACTION}, which takes effect as a whole or not at all
	 * @throws IndexOutOfBoundsException if there is no such message
	 */
	void nack(int index, Duration delay);

}
