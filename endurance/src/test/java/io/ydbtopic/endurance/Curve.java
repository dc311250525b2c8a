package io.ydbtopic.endurance;

import java.util.ArrayList;
import java.util.List;

/**
 * Samples of one quantity. It is level when the most of the last quarter is not above the
 * most of the second quarter (the first is warm-up) by more than a tenth and an
 * allowance.
 */
final class Curve {

	private final String name;

	private final double allowance;

	private final List<Double> samples = new ArrayList<>();

	Curve(String name, double allowance) {
		this.name = name;
		this.allowance = allowance;
	}

	void add(double sample) {
		this.samples.add(sample);
	}

	String name() {
		return this.name;
	}

	List<Double> samples() {
		return this.samples;
	}

	boolean isLevel() {
		return most(0.75, 1) <= most(0.25, 0.5) * 1.1 + this.allowance;
	}

	private double most(double from, double to) {
		int size = this.samples.size();
		return this.samples.subList((int) (size * from), Math.max(1, (int) (size * to)))
			.stream()
			.mapToDouble((sample) -> sample)
			.max()
			.orElseThrow(() -> new IllegalStateException(this.name + ": too few samples, " + size));
	}

	@Override
	public String toString() {
		return String.format(java.util.Locale.ROOT, "%s: %.1f in the second quarter, %.1f in the last: %s", this.name,
				most(0.25, 0.5), most(0.75, 1), isLevel() ? "level" : "NOT LEVEL");
	}

}
