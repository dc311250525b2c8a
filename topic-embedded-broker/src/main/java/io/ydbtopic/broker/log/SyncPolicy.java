package io.ydbtopic.broker.log;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When what is written to a data directory is forced to the device. Whatever the policy,
 * the end of the process loses nothing that was acknowledged; the policy says what a
 * power cut may lose. Immutable.
 *
 * @param mode when
 * @param interval the longest time until it happens; zero unless it is done at intervals
 */
public record SyncPolicy(Mode mode, Duration interval) {

	private static final Pattern INTERVAL = Pattern.compile("(\\d{1,9})(ms|s)");

	/** Never by the broker: the operating system does it in its own time. */
	public static final SyncPolicy NONE = new SyncPolicy(Mode.NONE, Duration.ZERO);

	/** Before each acknowledgment; those that come together share one. */
	public static final SyncPolicy EACH_ACK = new SyncPolicy(Mode.EACH_ACK, Duration.ZERO);

	/**
	 * When it is forced.
	 */
	public enum Mode {

		/** Not by the broker. */
		NONE,
		/** Before anything is acknowledged. */
		EACH_ACK,
		/** After a while. */
		INTERVAL

	}

	/**
	 * Checks the interval.
	 * @throws IllegalArgumentException when there is none and one is needed, or the other
	 * way round
	 */
	public SyncPolicy {
		if ((mode == Mode.INTERVAL) != (interval.compareTo(Duration.ZERO) > 0)) {
			throw new IllegalArgumentException("interval is " + interval + " for " + mode
					+ " (expected more than zero for INTERVAL, and zero else)");
		}
	}

	/**
	 * At intervals: a power cut may lose what was acknowledged in the last one.
	 * @param interval the longest time that something is not forced, more than zero
	 * @return a policy
	 */
	public static SyncPolicy every(Duration interval) {
		return new SyncPolicy(Mode.INTERVAL, interval);
	}

	/**
	 * Reads a policy.
	 * @param text {@code none}, {@code each-ack}, or an interval such as {@code 200ms} or
	 * {@code 1s}
	 * @return a policy
	 * @throws IllegalArgumentException when it is none of them
	 */
	public static SyncPolicy parse(String text) {
		String lower = text.toLowerCase(Locale.ROOT);
		Matcher interval = INTERVAL.matcher(lower);
		if (lower.equals("none")) {
			return NONE;
		}
		if (lower.equals("each-ack")) {
			return EACH_ACK;
		}
		if (interval.matches() && Long.parseLong(interval.group(1)) > 0) {
			long amount = Long.parseLong(interval.group(1));
			return every(interval.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount));
		}
		throw new IllegalArgumentException(
				"sync is '" + text + "' (expected none, each-ack, or an interval such as 200ms or 1s)");
	}

}
