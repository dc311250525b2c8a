package io.ydbtopic.client;

import java.time.Duration;

/**
 * What {@link TopicWriter#write} does when the buffer has no room.
 *
 * @param maxWait most time that the caller waits; zero means fail at once
 * @param dropsOldest whether messages that were never sent make room
 */
public record BufferFull(Duration maxWait, boolean dropsOldest) {

	/** Waits as long as the writer lives. */
	public static final BufferFull WAIT = new BufferFull(Duration.ofNanos(Long.MAX_VALUE), false);

	/** Fails at once. */
	public static final BufferFull FAIL = new BufferFull(Duration.ZERO, false);

	/**
	 * Makes room by dropping the oldest messages that were never sent: they fail with a
	 * {@link io.ydbtopic.client.error.MessageDroppedException} and are counted. Waits
	 * where all that is in the buffer has been sent, because that may be stored. A keyed
	 * writer drops the oldest of all partitions.
	 */
	public static final BufferFull DROP_OLDEST = new BufferFull(Duration.ofNanos(Long.MAX_VALUE), true);

	public BufferFull {
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("maxWait: " + maxWait + " (expected: zero or more)");
		}
	}

	/**
	 * Waits, but not longer than the given time.
	 */
	public static BufferFull waitAtMost(Duration maxWait) {
		return new BufferFull(maxWait, false);
	}

}
