package io.ydbtopic.spring.listener;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How many messages in a time, such as {@code 50/s}, {@code 3000/m} or {@code 100/h}.
 *
 * @param messages at least 1
 * @param per longer than zero
 */
public record RateLimit(int messages, Duration per) {

	public RateLimit {
		if (messages < 1) {
			throw new IllegalArgumentException("messages: " + messages + " (expected: at least 1)");
		}
		if (per.isNegative() || per.isZero()) {
			throw new IllegalArgumentException("per: " + per + " (expected: longer than zero)");
		}
	}

	/**
	 * Reads a limit.
	 * @throws IllegalArgumentException if it is none
	 */
	public static RateLimit of(String text) {
		int slash = text.indexOf('/');
		String number = (slash < 0) ? text.strip() : text.substring(0, slash).strip();
		String unit = (slash < 0) ? "s" : text.substring(slash + 1).strip();
		Duration per = switch (unit) {
			case "s" -> Duration.ofSeconds(1);
			case "m" -> Duration.ofMinutes(1);
			case "h" -> Duration.ofHours(1);
			default -> throw refused(text, null);
		};
		try {
			return new RateLimit(Integer.parseInt(number), per);
		}
		catch (IllegalArgumentException ex) {
			throw refused(text, ex);
		}
	}

	private static IllegalArgumentException refused(String text, @Nullable Throwable cause) {
		return new IllegalArgumentException(
				"rateLimit: '" + text + "' (expected: a number from 1 on and /s, /m or /h, for example 50/s)", cause);
	}

	/** Time for one message. */
	double nanosPerMessage() {
		return (double) this.per.toNanos() / this.messages;
	}

	@Override
	public String toString() {
		String unit = this.per.equals(Duration.ofSeconds(1)) ? "s" : this.per.equals(Duration.ofMinutes(1)) ? "m"
				: this.per.equals(Duration.ofHours(1)) ? "h" : this.per.toString();
		return this.messages + "/" + unit;
	}

}
