package io.ydbtopic.spring.listener;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Hears of each call of a listener, for metrics. Called on the container's threads; must
 * be quick and thread-safe.
 */
public interface ListenerObserver {

	/** Hears and does nothing. */
	ListenerObserver NONE = new ListenerObserver() {
	};

	/**
	 * A listener returned or threw.
	 * @param topic path of the topic
	 * @param messages how many messages it was given
	 * @param took time of the call
	 * @param failure what it threw; {@code null} if it returned
	 */
	default void called(String listenerId, String topic, int messages, Duration took, @Nullable Throwable failure) {
	}

	/**
	 * A message was taken over by a recoverer.
	 * @param topic path of the topic
	 */
	default void recovered(String listenerId, String topic, int messages) {
	}

}
