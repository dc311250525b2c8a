package io.ydbtopic.spring.listener;

import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.ReceivedMessage;

/**
 * Takes over a message that its listener can't handle. Called on the container's threads;
 * must be thread-safe.
 */
@FunctionalInterface
public interface TopicRecoverer {

	/**
	 * Takes over a message.
	 * @param message the message
	 * @param failure why
	 * @return done when the message is safe elsewhere: only then is it committed. A
	 * failure is tried again
	 */
	CompletionStage<?> recover(ReceivedMessage<?> message, ListenerFailure failure);

	/**
	 * Logs where the message was, and lets it go.
	 */
	static TopicRecoverer skipping() {
		return SkippingRecoverer.INSTANCE;
	}

}
