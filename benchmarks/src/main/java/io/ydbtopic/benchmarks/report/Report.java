package io.ydbtopic.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the measurements one after the other and writes a report in Markdown. A miss is
 * shown like a hit.
 */
public final class Report {

	private static final Workload WRITE_SMALL = Workload.write(100);

	private static final Workload WRITE_MEDIUM = Workload.write(1024);

	private static final Workload WRITE_LARGE = Workload.write(64 * 1024);

	private static final Workload READ_SMALL = Workload.read(100, 500);

	private static final Workload READ_FEW = Workload.read(100, 10);

	private static final Workload READ_MEDIUM = Workload.read(1024, 200);

	private static final Workload READ_LARGE = Workload.read(64 * 1024, 10);

	private static final List<String> WRITERS = List.of("bare-100", "bare-1", "official", "official-tuned", "core",
			"core-futures");

	private static final List<String> READERS = List.of("bare", "official", "official-each", "core", "core-each");

	private static final List<Target> TARGETS = List.of(new Target("T1", WRITE_SMALL, "core", "official-tuned", 0, 15),
			new Target("T1", WRITE_SMALL, "core", "official-tuned", 1, 1 / 15.0),
			new Target("T1", WRITE_SMALL, "core", "official-tuned", 2, 1 / 12.0),
			new Target("T1", WRITE_SMALL, "core", "bare-100", 1, 1.3),
			new Target("T1", WRITE_SMALL, "core", "bare-100", 2, 0.6),
			new Target("T2", WRITE_SMALL, "core-futures", "official-tuned", 0, 12),
			new Target("T2", WRITE_SMALL, "core-futures", "official-tuned", 1, 1 / 12.0),
			new Target("T2", WRITE_SMALL, "core-futures", "official-tuned", 2, 1 / 8.0),
			new Target("T2", WRITE_SMALL, "core-futures", "bare-100", 1, 1.8),
			new Target("T3", WRITE_MEDIUM, "core", "official-tuned", 0, 12),
			new Target("T3", WRITE_MEDIUM, "core", "official-tuned", 1, 1 / 15.0),
			new Target("T3", WRITE_MEDIUM, "core", "bare-100", 1, 1.3),
			new Target("T4", WRITE_LARGE, "core", "official-tuned", 0, 1.8),
			new Target("T4", WRITE_LARGE, "core", "official-tuned", 1, 1 / 3.0),
			new Target("T4", WRITE_LARGE, "core", "bare-100", 1, 1.15),
			new Target("T7", READ_SMALL, "core", "official", 0, 1.3),
			new Target("T7", READ_SMALL, "core", "official", 1, 0.5),
			new Target("T7", READ_SMALL, "core", "official", 2, 1 / 3.0),
			new Target("T7", READ_SMALL, "core", "bare", 1, 1.0), new Target("T7", READ_SMALL, "core", "bare", 2, 0.6),
			new Target("T7", READ_FEW, "core", "official", 0, 1.3),
			new Target("T7", READ_FEW, "core", "official", 1, 0.5),
			new Target("T7", READ_FEW, "core", "official", 2, 1 / 3.0),
			new Target("T7", READ_FEW, "core", "bare", 1, 1.0), new Target("T7", READ_FEW, "core", "bare", 2, 0.6),
			new Target("T8", READ_MEDIUM, "core", "official", 0, 1.2),
			new Target("T8", READ_MEDIUM, "core", "official", 1, 0.6),
			new Target("T8", READ_MEDIUM, "core", "official", 2, 0.6),
			new Target("T8", READ_MEDIUM, "core", "bare", 1, 1.0),
			new Target("T8", READ_LARGE, "core", "official", 0, 1.2),
			new Target("T8", READ_LARGE, "core", "official", 1, 0.6),
			new Target("T8", READ_LARGE, "core", "official", 2, 0.6),
			new Target("T8", READ_LARGE, "core", "bare", 1, 1.0),
			new Target("T9", READ_SMALL, "core-each", "official-each", 0, 3),
			new Target("T9", READ_SMALL, "core-each", "official-each", 1, 0.25),
			new Target("T9", READ_SMALL, "core-each", "core", 1, 1.3));

	private final StringBuilder text = new StringBuilder();

	private final Map<Workload, Map<String, double[]>> results = new LinkedHashMap<>();

	private final int rounds;

	private final double seconds;

	private final double latencySeconds;

	private Report(boolean quick) {
		this.rounds = quick ? 1 : 5;
		this.seconds = quick ? 0.7 : 1.5;
		this.latencySeconds = quick ? 5 : 20;
	}

	/**
	 * Measures everything.
	 * @param arguments {@code --quick} for fewer and shorter rounds, then the file to
	 * write
	 * @throws Exception if a client fails
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> given = new ArrayList<>(List.of(arguments));
		Report report = new Report(given.remove("--quick"));
		String result = report.run();
		Path file = Path.of(given.get(0));
		Files.writeString(file, result, StandardCharsets.UTF_8);
		System.out.println(result);
		System.out.println("written to " + file);
	}

	private String run() throws IOException, InterruptedException {
		line("# Measured side by side");
		line("");
		line("JDK %s, %s, %d processors. Each client in a process of its own, one after the other, against one stub",
				System.getProperty("java.version"), System.getProperty("os.name"),
				Runtime.getRuntime().availableProcessors());
		line("server in another process: two rounds to warm up, then the medians of %d rounds of %.1f s.", this.rounds,
				this.seconds);
		try (Processes processes = new Processes()) {
			for (Workload workload : List.of(WRITE_SMALL, WRITE_MEDIUM, WRITE_LARGE)) {
				table(processes, workload, WRITERS);
			}
			for (Workload workload : List.of(READ_SMALL, READ_FEW, READ_MEDIUM, READ_LARGE)) {
				table(processes, workload, READERS);
			}
			latencies(processes);
		}
		targets();
		return this.text.toString();
	}

	private void table(Processes processes, Workload workload, List<String> clients)
			throws IOException, InterruptedException {
		line("");
		line("## %s", workload.title());
		line("");
		line("| client | messages/s | CPU a message | allocated a message |");
		line("| --- | --- | --- | --- |");
		for (String client : clients) {
			double[] figures = processes.measure(workload, client, this.rounds, this.seconds);
			this.results.computeIfAbsent(workload, (key) -> new LinkedHashMap<>()).put(client, figures);
			line("| %s | %,.0f | %.2f µs | %,.0f B |", client, figures[0], figures[1], figures[2]);
			System.err.println(workload.title() + " " + client + " " + (long) figures[0] + "/s");
		}
	}

	private void latencies(Processes processes) throws IOException, InterruptedException {
		line("");
		line("## Ack latency at 1,000 messages/s of 1 KiB, open loop");
		line("");
		line("| client | p50 | p99 | p99.9 |");
		line("| --- | --- | --- | --- |");
		for (String client : List.of("bare-1", "official", "core-futures")) {
			double[] micros = processes.latency(client, 1024, 1000, this.latencySeconds);
			line("| %s | %,.0f µs | %,.0f µs | %,.0f µs |", client, micros[0], micros[1], micros[2]);
		}
	}

	private void targets() {
		line("");
		line("## Targets");
		line("");
		line("| target | case | ours : peer | figure | bound | measured | |");
		line("| --- | --- | --- | --- | --- | --- | --- |");
		int met = 0;
		for (Target target : TARGETS) {
			Map<String, double[]> row = this.results.getOrDefault(target.workload(), Map.of());
			double ratio = figure(row, target.ours(), target) / figure(row, target.peer(), target);
			met += target.isMet(ratio) ? 1 : 0;
			this.text.append(target.row(ratio));
		}
		line("");
		line("%d of %d met.", met, TARGETS.size());
	}

	private static double figure(Map<String, double[]> row, String client, Target target) {
		double[] figures = row.get(client);
		return (figures != null) ? figures[target.figure()] : Double.NaN;
	}

	private void line(String format, Object... arguments) {
		this.text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

}
