package io.ydbtopic.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.DoubleFunction;

import io.ydbtopic.benchmarks.measure.Metric;

/**
 * What loads of three sizes want, reckoned from the figures of one run: the tables of
 * {@code docs/scale.md}, between two marks that say which run.
 */
final class Scale {

	private static final String BEGIN = "<!-- figures -->";

	private static final String END = "<!-- end of figures -->";

	private static final String NOT_MEASURED = "–";

	private static final double[] LOADS = { 1_000, 100_000, 10_000_000 };

	private static final int BYTES = 1024;

	/**
	 * What a partition takes unless its topic says otherwise, and the most that it may be
	 * given.
	 */
	private static final double PARTITION_DEFAULT = 1 << 20;

	private static final double PARTITION_MOST = 50e6;

	/** Share of its cores that an instance uses for topics, and how many it has. */
	private static final double CORES = 2 * 0.5;

	/** Share of 10 Gbit/s that an instance uses. */
	private static final double NETWORK_BYTES = 10e9 / 8 * 0.5;

	/**
	 * From a write to its ack in a cluster: an assumption, the stub server stores
	 * nothing.
	 */
	private static final double ACK_SECONDS = 0.05;

	private final StringBuilder text = new StringBuilder();

	private final Results results;

	private Scale(Results results) {
		this.results = results;
	}

	/** Writes the tables into the document. */
	static void update(Path document, Results results, String run) throws IOException {
		String before = Files.readString(document, StandardCharsets.UTF_8);
		int begin = before.indexOf(BEGIN);
		int end = before.indexOf(END);
		if (begin < 0 || end < begin) {
			throw new IllegalStateException(document + " has no lines " + BEGIN + " and " + END);
		}
		String after = before.substring(0, begin) + BEGIN + "\n" + new Scale(results).tables(run)
				+ before.substring(end);
		Files.writeString(document, after, StandardCharsets.UTF_8);
	}

	String tables(String run) {
		double write = cpu(Plan.WRITE_MEDIUM, "core");
		double listener = cpu(Plan.READ_MEDIUM, "listener-batch");
		double inFlight = this.results.median(Plan.IN_FLIGHT, "core", Metric.LIVE_HEAP) * 1024 - 100 + BYTES;
		double idle = this.results.median(Plan.IDLE_WRITERS, "core", Metric.LIVE_HEAP) * 1024;
		line("All measured figures are those of the run in `%s`.", run);
		line("");
		line("| figure | value | case in the report |");
		line("| --- | --- | --- |");
		line("| processor for a message written | %s µs | %s, core |", text(write), Plan.WRITE_MEDIUM);
		line("| processor for a message handled | %s µs | %s, listener-batch |", text(listener), Plan.READ_MEDIUM);
		line("| heap for a message in flight | %s B | %s, core, with a payload of 1 KiB instead |", text(inFlight),
				Plan.IN_FLIGHT);
		line("| heap for an open writer | %s KiB | %s, core |", text(idle / 1024), Plan.IDLE_WRITERS);
		line("| GZIP: a message written, its size | %s µs, %s | %s, core and compressor alone |",
				text(cpu(Plan.WRITE_GZIP, "core")),
				text(this.results.median(Plan.WRITE_GZIP, "compressor alone", Metric.RATIO)), Plan.WRITE_GZIP);
		line("");
		line("| messages/s of 1 KiB | 1,000 | 100,000 | 10,000,000 |");
		line("| --- | --- | --- | --- |");
		row("payload, MB/s", (load) -> text(load * BYTES / 1e6));
		row("partitions at 1 MiB/s each, the default", (load) -> count(load * BYTES / PARTITION_DEFAULT));
		row("partitions at 50 MB/s each, the most", (load) -> count(load * BYTES / PARTITION_MOST));
		row("cores that write", (load) -> text(load * write / 1e6));
		row("cores that handle, beside what the handler does", (load) -> text(load * listener / 1e6));
		row("writing instances", (load) -> count(Math.max(load * write / 1e6 / CORES, load * BYTES / NETWORK_BYTES)));
		row("handling instances",
				(load) -> count(Math.max(load * listener / 1e6 / CORES, load * BYTES / NETWORK_BYTES)));
		row("messages in flight at an ack time of 50 ms", (load) -> count(load * ACK_SECONDS));
		row("their heap, all writers together, MB", (load) -> text(load * ACK_SECONDS * inFlight / 1e6));
		row("heap of open writers, one for each partition of the default, MB",
				(load) -> text(Math.ceil(load * BYTES / PARTITION_DEFAULT) * idle / 1e6));
		return this.text.toString();
	}

	private double cpu(String scenario, String client) {
		return this.results.median(scenario, client, Metric.CPU);
	}

	private void row(String title, DoubleFunction<String> value) {
		StringBuilder cells = new StringBuilder();
		for (double load : LOADS) {
			cells.append(' ').append(value.apply(load)).append(" |");
		}
		line("| %s |%s", title, cells);
	}

	private static String text(double value) {
		return Double.isNaN(value) ? NOT_MEASURED : String.format(Locale.ROOT, (value < 10) ? "%.2g" : "%,.0f", value);
	}

	private static String count(double value) {
		return Double.isNaN(value) ? NOT_MEASURED : String.format(Locale.ROOT, "%,.0f", Math.ceil(value));
	}

	private void line(String format, Object... arguments) {
		this.text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

}
