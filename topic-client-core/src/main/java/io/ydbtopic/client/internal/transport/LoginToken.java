package io.ydbtopic.client.internal.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token of the login service and how long it serves. Its life is what the token itself
 * says of it (RFC 7519: {@code iat} and {@code exp}), counted from when it came, so that
 * clocks that differ do no harm. Never shows its value.
 *
 * @param value the token
 * @param due when it should be renewed, in monotonic time
 * @param end when it expires, in monotonic time
 */
record LoginToken(String value, long due, long end) {

	/** Of a token that does not tell; the server's default is twelve. */
	static final Duration LIFE_UNKNOWN = Duration.ofHours(1);

	/** So that a token with a nonsensical life is not asked for again and again. */
	static final Duration LIFE_MIN = Duration.ofSeconds(10);

	private static final Duration LIFE_MAX = Duration.ofDays(7);

	private static final int PARTS = 3;

	static LoginToken of(String value, Instant now, long nanoTime) {
		long life = Math.max(LIFE_MIN.toNanos(), Math.min(lifeOf(value, now).toNanos(), LIFE_MAX.toNanos()));
		return new LoginToken(value, nanoTime + life / 4 * 3, nanoTime + life);
	}

	private static Duration lifeOf(String value, Instant now) {
		String[] parts = value.split("\\.");
		if (parts.length != PARTS) {
			return LIFE_UNKNOWN;
		}
		String claims;
		try {
			claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return LIFE_UNKNOWN;
		}
		OptionalLong end = claim(claims, "exp");
		if (end.isEmpty()) {
			return LIFE_UNKNOWN;
		}
		long seconds = end.getAsLong() - claim(claims, "iat").orElse(now.getEpochSecond());
		return Duration.ofSeconds(Math.max(0, Math.min(seconds, LIFE_MAX.toSeconds())));
	}

	private static OptionalLong claim(String claims, String name) {
		Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d{1,15})").matcher(claims);
		return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
	}

	boolean isDue(long nanoTime) {
		return nanoTime - this.due >= 0;
	}

	boolean isExpired(long nanoTime) {
		return nanoTime - this.end >= 0;
	}

	@Override
	public String toString() {
		return "<token>";
	}

}
