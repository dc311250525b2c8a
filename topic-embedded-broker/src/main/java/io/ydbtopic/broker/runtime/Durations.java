package io.ydbtopic.broker.runtime;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them. Pure functions, for any thread.
 */
public final class Durations {

	/** What to say is expected. */
	public static final String FORMS = "a duration such as 300ms, 2s, 5m, 1h, 1d or PT2S";

	private static final Pattern AMOUNT = Pattern.compile("(-?\\d{1,15})(ms|s|m|h|d)");

	private Durations() {
	}

	/**
	 * Reads a duration.
	 * @param text such as {@code 300ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 1d},
	 * or ISO 8601; may be negative
	 * @return the duration
	 * @throws IllegalArgumentException when it is none
	 */
	public static Duration parse(String text) {
		String lower = text.strip().toLowerCase(Locale.ROOT);
		Matcher amount = AMOUNT.matcher(lower);
		if (amount.matches()) {
			return of(Long.parseLong(amount.group(1)), amount.group(2));
		}
		try {
			return Duration.parse(lower);
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("'" + text + "' is no duration (expected " + FORMS + ")", ex);
		}
	}

	private static Duration of(long amount, String unit) {
		return switch (unit) {
			case "ms" -> Duration.ofMillis(amount);
			case "s" -> Duration.ofSeconds(amount);
			case "m" -> Duration.ofMinutes(amount);
			case "h" -> Duration.ofHours(amount);
			default -> Duration.ofDays(amount);
		};
	}

}
