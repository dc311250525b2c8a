package io.ydbtopic.benchmarks.measure;

/**
 * One round: what was done and what it cost.
 *
 * @param messages messages written or handled
 * @param usage what it took
 */
public record Round(long messages, Usage usage) {

	/** Messages a second. */
	public double rate() {
		return this.messages * 1e9 / this.usage.nanos();
	}

	/** Microseconds of the processor for a message. */
	public double cpuMicros() {
		return this.usage.cpuNanos() / 1e3 / this.messages;
	}

	/** Bytes allocated for a message. */
	public double allocated() {
		return (double) this.usage.allocated() / this.messages;
	}

}
