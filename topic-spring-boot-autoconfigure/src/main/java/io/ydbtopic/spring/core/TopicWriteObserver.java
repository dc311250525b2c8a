package io.ydbtopic.spring.core;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import org.jspecify.annotations.Nullable;

/**
 * Observes each message that named writers and templates write. Must be thread-safe.
 */
@FunctionalInterface
public interface TopicWriteObserver {

	/**
	 * A message is about to be written, by the calling thread.
	 * @param writer name of the writer
	 * @param topic path of the topic
	 * @param message the message, complete but for what the observer adds
	 * @return {@code null} if nobody looks at it
	 */
	@Nullable ObservedWrite begin(String writer, String topic, OutgoingMessage<?> message);

	/** One message on its way. */
	interface ObservedWrite {

		/**
		 * The message to write, with what the observer has added to it.
		 */
		OutgoingMessage<?> message();

		/**
		 * The end: called once, on any thread.
		 * @param ack {@code null} if it failed
		 * @param failure {@code null} if it did not
		 */
		void end(@Nullable WriteAck ack, @Nullable Throwable failure);

	}

}
