package io.ydbtopic.broker.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A clock that can be set off from another one. Safe for use by many threads.
 */
public final class SkewedClock extends Clock {

	private final Clock right;

	private volatile Duration skew = Duration.ZERO;

	/**
	 * Begins without a difference.
	 * @param right the clock to go by
	 */
	public SkewedClock(Clock right) {
		this.right = right;
	}

	/**
	 * Sets it off.
	 * @param difference how far from the right time, forward or, if negative, back
	 */
	public void skew(Duration difference) {
		this.skew = difference;
	}

	@Override
	public ZoneId getZone() {
		return this.right.getZone();
	}

	@Override
	public Clock withZone(ZoneId zone) {
		SkewedClock other = new SkewedClock(this.right.withZone(zone));
		other.skew(this.skew);
		return other;
	}

	@Override
	public Instant instant() {
		return this.right.instant().plus(this.skew);
	}

	@Override
	public long millis() {
		return this.right.millis() + this.skew.toMillis();
	}

}
