package io.ydbtopic.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A figure and how far its rounds lie apart.
 *
 * @param median of the rounds
 * @param least of the rounds
 * @param most of the rounds
 */
public record Figure(double median, double least, double most) {

	static Figure of(List<Double> rounds) {
		List<Double> sorted = new ArrayList<>(rounds);
		sorted.sort(null);
		int middle = sorted.size() / 2;
		double median = (sorted.size() % 2 == 1) ? sorted.get(middle)
				: (sorted.get(middle - 1) + sorted.get(middle)) / 2;
		return new Figure(median, sorted.get(0), sorted.get(sorted.size() - 1));
	}

	/** Reads {@link #toString()} again. */
	public static Figure parse(String text) {
		String[] parts = text.split("\t");
		return new Figure(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]));
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%.4f\t%.4f\t%.4f", this.median, this.least, this.most);
	}

}
