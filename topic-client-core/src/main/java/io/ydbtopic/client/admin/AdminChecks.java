package io.ydbtopic.client.admin;

import java.time.Duration;

/**
 * Checks of values; each failure names the value, what was received and what is expected.
 * Whatever depends on the server's own limits is left to the server.
 */
final class AdminChecks {

	private static final int PERCENT_MAX = 100;

	private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

	private AdminChecks() {
	}

	static void notNegative(String name, long value) {
		if (value < 0) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
		}
	}

	static void positive(String name, long value) {
		if (value < 1) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
		}
	}

	static void percent(String name, int value) {
		if (value < 0 || value > PERCENT_MAX) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: between 0 and " + PERCENT_MAX + ")");
		}
	}

	static void duration(String name, Duration value, Duration least) {
		if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					name + ": " + value + " (expected: between " + least + " and " + LONGEST + ")");
		}
	}

	static void notBoth(String name, Object value, boolean reset) {
		if (reset) {
			throw new IllegalArgumentException(name + ": " + value + ", and reset (expected: one of both)");
		}
	}

	static void name(String name, String value) {
		if (value.isBlank()) {
			throw new IllegalArgumentException(name + ": blank (expected: a name)");
		}
	}

}
