package io.ydbtopic.client;

import java.time.Duration;

/**
 * What {@link TopicWriter#write} does when the buffer has no room.
 *
 * @param maxWait most time that the caller waits; zero means fail at once
 */
public record BufferFull(Duration maxWait) {

	/** Waits as long as the writer lives. */
	public static final BufferFull WAIT = new BufferFull(Duration.ofNanos(Long.MAX_VALUE));

	/** Fails at once. */
	public static final BufferFull FAIL = new BufferFull(Duration.ZERO);

	public BufferFull {
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("maxWait: " + maxWait + " (expected: zero or more)");
		}
	}

	/**
	 * Waits, but not longer than the given time.
	 */
	public static BufferFull waitAtMost(Duration maxWait) {
		return new BufferFull(maxWait);
	}

}
