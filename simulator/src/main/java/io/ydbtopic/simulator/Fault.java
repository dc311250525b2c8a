package io.ydbtopic.simulator;

import java.util.Locale;

/**
 * Something that goes wrong at a time.
 *
 * @param number its place in the run's list
 * @param kind what
 * @param atNanos when, from the beginning of the run
 * @param lastsNanos how long, where it lasts
 * @param target chooses what it strikes, among what is there then
 * @param amount how much, between 0 and 1
 */
record Fault(int number, FaultKind kind, long atNanos, long lastsNanos, int target, double amount) {

	private static final double SECOND = 1e9;

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "#%d %s at %.3f s for %.1f s", this.number, this.kind, this.atNanos / SECOND,
				this.lastsNanos / SECOND);
	}

}
