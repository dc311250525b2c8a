package io.ydbtopic.client.internal.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.error.RetryVerdict;

/**
 * How long to wait before the next attempt: drawn evenly between the floor and a bound
 * that doubles with each attempt (full jitter), so that clients which failed together do
 * not come back together. Pure but for the randomness that is passed in.
 *
 * @param settings bases and numbers of doublings
 */
public record Backoff(RetrySettings settings) {

	/** Less is a hot loop. */
	static final Duration FLOOR = Duration.ofMillis(1);

	/**
	 * The delay after a failure.
	 * @param attempt failures in a row before this one, from 0
	 */
	public Duration delay(int attempt, RetryVerdict verdict, RandomGenerator random) {
		long drawn = (long) (random.nextDouble() * bound(attempt, verdict).toNanos());
		return Duration.ofNanos(Math.max(FLOOR.toNanos(), drawn));
	}

	/** The most that the delay can be. */
	Duration bound(int attempt, RetryVerdict verdict) {
		boolean slow = verdict == RetryVerdict.RETRY_SLOW;
		Duration base = slow ? this.settings.slowBase() : this.settings.fastBase();
		int doublings = slow ? this.settings.slowDoublings() : this.settings.fastDoublings();
		return base.multipliedBy(1L << Math.min(Math.max(attempt, 0), doublings));
	}

}
