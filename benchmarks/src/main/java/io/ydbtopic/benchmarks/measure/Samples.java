package io.ydbtopic.benchmarks.measure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the rounds of one measurement gave. Not thread-safe.
 */
public final class Samples {

	private final Map<Metric, List<Double>> values = new EnumMap<>(Metric.class);

	/** Adds what a round gave. */
	public void add(Metric metric, double value) {
		this.values.computeIfAbsent(metric, (key) -> new ArrayList<>()).add(value);
	}

	/** Adds a round of messages. */
	public void add(Round round) {
		add(Metric.RATE, round.rate());
		add(Metric.CPU, round.cpuMicros());
		add(Metric.ALLOCATED, round.allocated());
	}

	/** The figures, each the median of its rounds. */
	public Map<Metric, Figure> figures() {
		Map<Metric, Figure> figures = new EnumMap<>(Metric.class);
		this.values.forEach((metric, rounds) -> figures.put(metric, Figure.of(rounds)));
		return figures;
	}

}
