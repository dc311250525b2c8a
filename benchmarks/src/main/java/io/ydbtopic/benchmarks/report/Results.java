package io.ydbtopic.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.ydbtopic.benchmarks.measure.Figure;
import io.ydbtopic.benchmarks.measure.Metric;

/**
 * What was measured: figures by case and client. Kept as one file of tab-separated lines
 * for each part, so that parts that were run apart come together in one report.
 */
final class Results {

	private static final String SUFFIX = ".tsv";

	private final Map<String, Map<String, Map<Metric, Figure>>> figures = new LinkedHashMap<>();

	void put(String scenario, String client, Map<Metric, Figure> measured) {
		this.figures.computeIfAbsent(scenario, (key) -> new LinkedHashMap<>()).put(client, measured);
	}

	Set<String> scenarios() {
		return this.figures.keySet();
	}

	Map<String, Map<Metric, Figure>> of(String scenario) {
		return this.figures.getOrDefault(scenario, Map.of());
	}

	/** A figure; NaN if it was not measured. */
	double median(String scenario, String client, Metric metric) {
		Figure figure = of(scenario).getOrDefault(client, Map.of()).get(metric);
		return (figure != null) ? figure.median() : Double.NaN;
	}

	/** The most of all rounds; NaN if it was not measured. */
	double most(String scenario, String client, Metric metric) {
		Figure figure = of(scenario).getOrDefault(client, Map.of()).get(metric);
		return (figure != null) ? figure.most() : Double.NaN;
	}

	/** Writes what a part has measured. */
	void write(Path directory, String part) throws IOException {
		List<String> lines = new ArrayList<>(List.of("# case\tclient\tmetric\tmedian\tleast\tmost"));
		this.figures.forEach((scenario, clients) -> clients.forEach((client, measured) -> measured.forEach(
				(metric, figure) -> lines.add(String.join("\t", scenario, client, metric.name(), figure.toString())))));
		Files.createDirectories(directory);
		Files.write(directory.resolve(part + SUFFIX), lines);
	}

	/** Reads what all parts have measured. */
	static Results read(Path directory, Iterable<String> parts) throws IOException {
		Results results = new Results();
		for (String part : parts) {
			Path file = directory.resolve(part + SUFFIX);
			if (Files.exists(file)) {
				try (Stream<String> lines = Files.lines(file)) {
					lines.filter((line) -> !line.startsWith("#")).forEach(results::add);
				}
			}
		}
		return results;
	}

	private void add(String line) {
		String[] parts = line.split("\t", 4);
		this.figures.computeIfAbsent(parts[0], (key) -> new LinkedHashMap<>())
			.computeIfAbsent(parts[1], (key) -> new EnumMap<>(Metric.class))
			.put(Metric.valueOf(parts[2]), Figure.parse(parts[3]));
	}

}
