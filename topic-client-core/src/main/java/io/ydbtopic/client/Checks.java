package io.ydbtopic.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Checks of settings; each failure names the setting, the value received and the value
 * expected.
 */
final class Checks {

	static final Duration SHORTEST = Duration.ofMillis(1);

	/** Longer is a mistake of units, not a wish. */
	static final Duration LONGEST = Duration.ofDays(31);

	/** Sixteen gibibytes: more than a buffer can want. */
	static final long MOST_BYTES = 16L * 1024 * 1024 * 1024;

	/**
	 * The server takes frames up to 64,000,000 bytes; the rest is room for the envelope.
	 */
	static final int MOST_MESSAGE_BYTES = 60_000_000;

	private static final int MOST_PRODUCER_BYTES = 2048;

	private Checks() {
	}

	static void text(String name, String value) {
		if (value.isBlank()) {
			throw new IllegalArgumentException(name + ": blank (expected: a value)");
		}
	}

	static void duration(String name, Duration value, Duration least, Duration most) {
		if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
			throw new IllegalArgumentException(
					name + ": " + value + " (expected: between " + least + " and " + most + ")");
		}
	}

	static void range(String name, long value, long least, long most) {
		if (value < least || value > most) {
			throw new IllegalArgumentException(
					name + ": " + value + " (expected: between " + least + " and " + most + ")");
		}
	}

	static void partition(@Nullable Long partitionId) {
		if (partitionId != null && partitionId < 0) {
			throw new IllegalArgumentException("partitionId: " + partitionId + " (expected: 0 or more)");
		}
	}

	static void consumer(@Nullable String consumer) {
		if (consumer != null && consumer.isBlank()) {
			throw new IllegalArgumentException("consumer: blank (expected: a name, or null to read without one)");
		}
	}

	static void producerId(@Nullable String producerId) {
		if (producerId == null) {
			return;
		}
		int bytes = producerId.getBytes(StandardCharsets.UTF_8).length;
		if (bytes == 0 || bytes > MOST_PRODUCER_BYTES) {
			throw new IllegalArgumentException("producerId: " + bytes + " bytes (expected: 1 to " + MOST_PRODUCER_BYTES
					+ ", or null to have one made up)");
		}
	}

}
