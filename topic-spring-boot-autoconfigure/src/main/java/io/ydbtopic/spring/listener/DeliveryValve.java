package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Opens, closes and limits delivery while the application runs. The limit is kept on
 * average: up to one second's messages at once after a rest, and a batch goes through as
 * a whole and is paid for by what follows. Thread-safe.
 */
public final class DeliveryValve {

	/** A closed valve is looked at again after this time. */
	static final Duration CLOSED_LOOK = Duration.ofMillis(100);

	private final LongSupplier clock;

	/** Time at which all that went through is paid for. */
	private final AtomicLong paidAt;

	private volatile @Nullable RateLimit limit;

	private volatile boolean open = true;

	/**
	 * An open valve without a limit.
	 * @param clock monotonic time in nanoseconds
	 */
	DeliveryValve(LongSupplier clock) {
		this.clock = clock;
		this.paidAt = new AtomicLong(clock.getAsLong());
	}

	/**
	 * Sets another limit; {@code null} for none.
	 */
	public void limit(@Nullable RateLimit limit) {
		this.limit = limit;
		this.paidAt.set(this.clock.getAsLong());
	}

	/**
	 * The limit; {@code null} if there is none.
	 */
	public @Nullable RateLimit limit() {
		return this.limit;
	}

	/**
	 * Lets nothing more through. What is being handled is finished.
	 */
	public void close() {
		this.open = false;
	}

	/**
	 * Goes on, within a tenth of a second.
	 */
	public void open() {
		this.open = true;
	}

	/**
	 * Whether it lets messages through.
	 */
	public boolean isOpen() {
		return this.open;
	}

	/** How long until messages may pass; zero for now. */
	Duration untilFree() {
		if (!this.open) {
			return CLOSED_LOOK;
		}
		if (this.limit == null) {
			return Duration.ZERO;
		}
		long early = this.paidAt.get() - this.clock.getAsLong();
		return (early > 0) ? Duration.ofNanos(early) : Duration.ZERO;
	}

	/** Counts messages that pass. */
	void passed(int count) {
		RateLimit current = this.limit;
		if (current == null) {
			return;
		}
		long cost = (long) (current.nanosPerMessage() * count);
		long burst = Math.min(Duration.ofSeconds(1).toNanos(), current.per().toNanos());
		long now = this.clock.getAsLong();
		this.paidAt.updateAndGet((paid) -> ((paid - (now - burst) > 0) ? paid : now - burst) + cost);
	}

}
