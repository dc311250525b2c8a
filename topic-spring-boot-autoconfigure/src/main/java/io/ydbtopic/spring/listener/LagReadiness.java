package io.ydbtopic.spring.listener;

import java.time.Duration;

/**
 * When a listener that is behind is not ready for traffic. Immutable.
 *
 * @param maxLag most age of the oldest message that was not handed out
 * @param mode for how long that counts
 */
public record LagReadiness(Duration maxLag, Mode mode) {

	/**
	 * Checks the time.
	 * @throws IllegalArgumentException if it is negative
	 */
	public LagReadiness {
		if (maxLag.isNegative()) {
			throw new IllegalArgumentException("maxLag: " + maxLag + " (expected: zero or more)");
		}
	}

	/** For how long the lag counts. */
	public enum Mode {

		/** Until it has caught up once since its start. */
		CATCH_UP,

		/** Whenever it is behind. */
		ALWAYS

	}

}
