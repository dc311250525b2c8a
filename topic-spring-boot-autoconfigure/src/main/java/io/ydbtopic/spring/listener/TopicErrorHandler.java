package io.ydbtopic.spring.listener;

import java.time.Duration;

/**
 * Decides what follows a failure of a listener. It says so and does nothing itself.
 * Called on the container's threads; must be thread-safe.
 */
public interface TopicErrorHandler {

	/**
	 * What follows a failure. If this throws, the partition is held.
	 */
	ErrorDecision decide(ListenerFailure failure);

	/**
	 * How long to wait when the recoverer failed as well; it is tried until it succeeds
	 * or the partition goes away.
	 * @param attempt how often it was tried, 1 at first
	 */
	default Duration recoveryDelay(int attempt) {
		return Duration.ofSeconds(Math.min(30, 1L << Math.min(attempt, 5)));
	}

	/**
	 * What it does, in a few words, for the start-up line and the endpoint.
	 */
	default String describe() {
		return getClass().getSimpleName();
	}

}
