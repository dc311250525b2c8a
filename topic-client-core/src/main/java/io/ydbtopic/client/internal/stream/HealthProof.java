package io.ydbtopic.client.internal.stream;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What a connection must do until the failures before it are forgotten: live long enough,
 * or move data and live at least as long as the wait before it. Thread-safe.
 *
 * @param builtAt when it was built, of the monotonic clock
 * @param lifetime how long it must live
 * @param lifetimeWithData how long it must live once it has moved data
 * @param movedData whether it has
 */
record HealthProof(long builtAt, Duration lifetime, Duration lifetimeWithData, BooleanSupplier movedData) {

	/** The proof of a connection, after a wait of so long. */
	static HealthProof after(Duration wait, Duration healthyAfter, StreamConnection<?, ?> connection) {
		Duration twice = wait.multipliedBy(2);
		return new HealthProof(connection.builtAt(), (twice.compareTo(healthyAfter) > 0) ? twice : healthyAfter, wait,
				connection::movedData);
	}

	boolean isGiven(long nanoTime) {
		Duration lived = Duration.ofNanos(nanoTime - this.builtAt);
		return lived.compareTo(this.lifetime) >= 0
				|| (this.movedData.getAsBoolean() && lived.compareTo(this.lifetimeWithData) >= 0);
	}

}
