package io.ydbtopic.broker.fault;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.broker.error.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * A fault that waits for its occasions, until it has struck as often as it was asked to,
 * is disarmed or cleared. Safe for use by many threads.
 */
public final class ArmedFault {

	/** Stands for no limit of strikes. */
	static final long UNLIMITED = Long.MAX_VALUE;

	private final FaultScript script;

	private final FaultKind kind;

	private final FaultScope scope;

	private final Duration delay;

	private final @Nullable RejectedException reason;

	private final Chance chance;

	private final AtomicLong left;

	private final AtomicLong strikes = new AtomicLong();

	ArmedFault(FaultScript script, FaultKind kind, FaultScope scope, long times, Duration delay,
			@Nullable RejectedException reason) {
		this.script = script;
		this.kind = kind;
		this.scope = scope;
		this.left = new AtomicLong(times);
		this.delay = delay;
		this.reason = reason;
		this.chance = new Chance(scope.share(), scope.seed());
	}

	/** Whether it strikes now; uses one strike up. */
	boolean strikes(FaultSubject subject) {
		if (!this.scope.covers(subject) || !this.chance.next() || !take()) {
			return false;
		}
		this.strikes.incrementAndGet();
		return true;
	}

	private boolean take() {
		long before = this.left.getAndUpdate((count) -> (count == UNLIMITED || count == 0) ? count : count - 1);
		if (before == 1) {
			disarm();
		}
		return before > 0;
	}

	/**
	 * What it does.
	 * @return the kind
	 */
	public FaultKind kind() {
		return this.kind;
	}

	/**
	 * What it is limited to; the topic's path is absolute.
	 * @return the scope
	 */
	public FaultScope scope() {
		return this.scope;
	}

	/**
	 * How often it has struck.
	 * @return a count
	 */
	public long strikes() {
		return this.strikes.get();
	}

	/**
	 * How often it will strike yet.
	 * @return a count; {@link Long#MAX_VALUE} for no limit
	 */
	public long left() {
		return this.left.get();
	}

	/**
	 * Forgets it; what it holds back goes on in its own time. Idempotent.
	 */
	public void disarm() {
		this.script.disarm(this);
	}

	/**
	 * How long it delays what it strikes.
	 * @return zero when it does not delay
	 */
	public Duration delay() {
		return this.delay;
	}

	/**
	 * What it answers what it strikes with.
	 * @return null when it does not answer
	 */
	public @Nullable RejectedException reason() {
		return this.reason;
	}

	@Override
	public String toString() {
		String limit = (left() == UNLIMITED) ? "until disarmed" : left() + " more";
		return this.kind + " of " + this.scope + ", " + limit + ", struck " + strikes();
	}

}
