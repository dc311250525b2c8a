package io.ydbtopic.client.internal.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.error.RetryVerdict;

/**
 * How long to wait before the next attempt: drawn evenly between zero and a bound that
 * doubles with each failure up to a limit (full jitter), so that clients which failed
 * together do not come back together, and never less than {@link #FLOOR}. Overload has a
 * scale of its own. Immutable; callable from any thread.
 *
 * @param settings bases and numbers of doublings
 */
public record Backoff(RetrySettings settings) {

	/** The least delay: less is a hot loop. */
	public static final Duration FLOOR = Duration.ofMillis(1);

	/**
	 * The delay before the next attempt.
	 * @param attempt failures in a row before this one, 0 or more
	 * @param verdict retriable; {@code RETRY_SLOW} takes the slow scale
	 */
	public Duration delay(int attempt, RetryVerdict verdict, RandomGenerator random) {
		long drawn = random.nextLong(bound(attempt, verdict).toNanos() + 1);
		return Duration.ofNanos(Math.max(FLOOR.toNanos(), drawn));
	}

	/** The most that {@link #delay} answers. */
	Duration bound(int attempt, RetryVerdict verdict) {
		if (attempt < 0) {
			throw new IllegalArgumentException("attempt: " + attempt + " (expected: 0 or more)");
		}
		return switch (verdict) {
			case RETRY_FAST -> doubled(this.settings.fastBase(), attempt, this.settings.fastDoublings());
			case RETRY_SLOW -> doubled(this.settings.slowBase(), attempt, this.settings.slowDoublings());
			case FATAL -> throw new IllegalArgumentException("verdict: FATAL (expected: a retriable one)");
		};
	}

	private static Duration doubled(Duration base, int attempt, int doublings) {
		return base.multipliedBy(1L << Math.min(attempt, doublings));
	}

}
