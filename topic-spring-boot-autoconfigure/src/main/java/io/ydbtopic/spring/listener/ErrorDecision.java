package io.ydbtopic.spring.listener;

import java.time.Duration;

/**
 * What follows a failure.
 */
public sealed interface ErrorDecision {

	/**
	 * The same messages once more.
	 *
	 * @param delay time until then; no thread waits for it
	 */
	record Retry(Duration delay) implements ErrorDecision {

		public Retry {
			if (delay.isNegative()) {
				throw new IllegalArgumentException("delay: " + delay + " (expected: zero or more)");
			}
		}

	}

	/**
	 * The messages are given to a recoverer and count as handled when it is done.
	 *
	 * @param recoverer where they go
	 */
	record Recover(TopicRecoverer recoverer) implements ErrorDecision {
	}

	/** The partition is held: nothing is skipped, nothing more of it is handed out. */
	record Stop() implements ErrorDecision {
	}

}
