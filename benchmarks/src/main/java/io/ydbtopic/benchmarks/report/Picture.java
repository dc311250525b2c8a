package io.ydbtopic.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.ydbtopic.benchmarks.measure.Metric;

/**
 * What a message costs, as a picture: a row for each case, a dot for each client, the
 * time of the processor on a logarithmic axis, so that equal distances are equal ratios.
 */
final class Picture {

	private static final List<String> SCENARIOS = List.of(Plan.WRITE_SMALL, Plan.WRITE_MEDIUM, Plan.WRITE_LARGE,
			Plan.WRITE_GZIP, Plan.READ_SMALL, Plan.READ_FEW, Plan.READ_MEDIUM, Plan.READ_LARGE);

	private static final List<Series> SERIES = List.of(new Series("bare gRPC", "#7f7f7f", List.of("bare-100", "bare")),
			new Series("official SDK", "#d95f02", List.of("official-tuned", "official")),
			new Series("this client", "#1b9e77", List.of("core")),
			new Series("this starter", "#66c2a5", List.of("bean", "listener-batch")),
			new Series("Kafka (another system)", "#7570b3", List.of("kafka")));

	private static final int LEFT = 230;

	private static final int WIDTH = 560;

	private static final int TOP = 70;

	private static final int ROW = 36;

	private static final double LEAST = 0.1;

	private static final double MOST = 1000;

	private final StringBuilder svg = new StringBuilder();

	private final Results results;

	Picture(Results results) {
		this.results = results;
	}

	String draw() {
		int bottom = TOP + SCENARIOS.size() * ROW;
		add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">",
				LEFT + WIDTH + 30, bottom + 50);
		add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
		text(10, 24, "start", "Processor time of the client for a message, µs, logarithmic; less is better");
		legend();
		for (double value = LEAST; value <= MOST; value *= 10) {
			add("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#dddddd\"/>", x(value), TOP - 6, x(value),
					bottom);
			text(x(value), bottom + 18, "middle", (value < 1) ? String.format(Locale.ROOT, "%.1f", value)
					: String.format(Locale.ROOT, "%.0f", value));
		}
		for (int i = 0; i < SCENARIOS.size(); i++) {
			row(SCENARIOS.get(i), TOP + i * ROW + ROW / 2);
		}
		add("</svg>");
		return this.svg.toString();
	}

	private void legend() {
		double x = 14;
		for (Series series : SERIES) {
			add("<circle cx=\"%.1f\" cy=\"46\" r=\"6\" fill=\"%s\"/>", x, series.color);
			text(x + 11, 50, "start", series.name);
			x += 42 + series.name.length() * 7.2;
		}
	}

	private void row(String scenario, int y) {
		text(LEFT - 12, y + 4, "end", scenario);
		List<Double> values = new ArrayList<>();
		for (Series series : SERIES) {
			values.add(value(scenario, series));
		}
		List<Double> known = values.stream().filter((value) -> !value.isNaN()).sorted().toList();
		if (known.isEmpty()) {
			return;
		}
		add("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#bbbbbb\" stroke-width=\"2\"/>",
				x(known.get(0)), y, x(known.get(known.size() - 1)), y);
		for (int i = 0; i < SERIES.size(); i++) {
			if (!values.get(i).isNaN()) {
				add("<circle cx=\"%.1f\" cy=\"%d\" r=\"6\" fill=\"%s\"><title>%s, %s: %.2f µs</title></circle>",
						x(values.get(i)), y, SERIES.get(i).color, scenario, SERIES.get(i).name, values.get(i));
			}
		}
	}

	private double value(String scenario, Series series) {
		for (String client : series.clients) {
			double value = this.results.median(scenario, client, Metric.CPU);
			if (!Double.isNaN(value)) {
				return value;
			}
		}
		return Double.NaN;
	}

	private static double x(double value) {
		double within = Math.min(MOST, Math.max(LEAST, value));
		return LEFT + WIDTH * Math.log10(within / LEAST) / Math.log10(MOST / LEAST);
	}

	private void text(double x, int y, String anchor, String text) {
		add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>", x, y, anchor, text);
	}

	private void add(String format, Object... arguments) {
		this.svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

	/** A kind of client, by the first of its names that was measured. */
	private record Series(String name, String color, List<String> clients) {

	}

}
