package io.ydbtopic.simulator.check;

/**
 * Something that must hold and did not.
 *
 * @param invariant which
 * @param text what was seen
 * @param atNanos when
 */
public record Violation(Invariant invariant, String text, long atNanos) {

	@Override
	public String toString() {
		return this.invariant + ": " + this.text;
	}

}
