package io.ydbtopic.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One round: what was done and what it cost.
 *
 * @param messages messages written or handled
 * @param usage what it took
 */
public record Measurement(long messages, Usage usage) {

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

	/** Of several rounds, the median of each figure, as one line. */
	public static String medians(List<Measurement> rounds) {
		return String.format(Locale.ROOT, "%.1f %.4f %.1f", median(rounds.stream().map(Measurement::rate).toList()),
				median(rounds.stream().map(Measurement::cpuMicros).toList()),
				median(rounds.stream().map(Measurement::allocated).toList()));
	}

	private static double median(List<Double> values) {
		List<Double> sorted = new ArrayList<>(values);
		sorted.sort(null);
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

}
