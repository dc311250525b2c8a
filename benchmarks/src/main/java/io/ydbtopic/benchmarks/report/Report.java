package io.ydbtopic.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs the measurements one after the other and writes their figures, a report in
 * Markdown and a picture.
 */
public final class Report {

	private static final String USAGE = "usage: benchmarks/run [--quick] [--out DIRECTORY] [--report-only] [--scale] [PART...]";

	private final Plan plan;

	private final Path directory;

	private Report(Plan plan, Path directory) {
		this.plan = plan;
		this.directory = directory;
	}

	/**
	 * Measures all parts or some; the report is of all that is in the directory.
	 * @param arguments {@code --quick} for less and shorter, {@code --out} and a
	 * directory, {@code --report-only} to measure nothing, {@code --scale} to reckon the
	 * tables of {@code docs/scale.md} again, names of parts
	 * @throws Exception if a client fails
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> given = new ArrayList<>(List.of(arguments));
		boolean quick = given.remove("--quick");
		boolean reportOnly = given.remove("--report-only");
		boolean scale = given.remove("--scale");
		Path directory = Path.of("benchmarks", "target", quick ? "results-quick" : "results");
		int out = given.indexOf("--out");
		if (out >= 0 && out + 1 < given.size()) {
			directory = Path.of(given.remove(out + 1));
			given.remove(out);
		}
		Plan plan = new Plan(quick);
		List<String> unknown = new ArrayList<>(given);
		unknown.removeAll(plan.parts().keySet());
		if (!unknown.isEmpty()) {
			System.err.println("not understood: " + unknown + "\n" + USAGE + "\nparts: " + plan.parts().keySet());
			System.exit(2);
		}
		Report report = new Report(plan, directory);
		if (!reportOnly) {
			report.measure(given.isEmpty() ? List.copyOf(plan.parts().keySet()) : given);
		}
		System.out.println(report.write());
		if (scale) {
			Scale.update(Path.of("docs", "scale.md"), report.results(), directory.toString());
		}
		System.out.println("written to " + directory.resolve("report.md"));
	}

	private void measure(List<String> parts) throws IOException, InterruptedException {
		long begin = System.nanoTime();
		try (Processes processes = new Processes()) {
			for (String part : parts) {
				long partBegin = System.nanoTime();
				Results results = new Results();
				List<String> failures = new ArrayList<>();
				for (Cell cell : this.plan.parts().getOrDefault(part, List.of())) {
					String name = cell.scenario() + ", " + cell.client();
					String outcome = "";
					try {
						results.put(cell.scenario(), cell.client(), processes.measure(cell));
					}
					catch (IllegalStateException ex) {
						// One client that fails must not hide the others; its rows say
						// so.
						failures.add(name + ": " + firstLines(ex));
						outcome = " FAILED: " + firstLines(ex);
					}
					System.err.println(part + ": " + name + " ("
							+ TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - partBegin) + " s)" + outcome);
				}
				results.write(this.directory, part);
				Files.write(failuresOf(part), failures, StandardCharsets.UTF_8);
			}
		}
		Files.writeString(this.directory.resolve("machine.txt"), machine(parts, System.nanoTime() - begin),
				StandardCharsets.UTF_8);
	}

	private static String firstLines(IllegalStateException ex) {
		return String.valueOf(ex.getMessage()).lines().limit(3).collect(Collectors.joining(" "));
	}

	private Path failuresOf(String part) {
		return this.directory.resolve(part + ".failed");
	}

	/** What could not be measured, as a section of the report; empty if all was. */
	private String failures() throws IOException {
		StringBuilder text = new StringBuilder();
		for (String part : this.plan.parts().keySet()) {
			if (Files.exists(failuresOf(part))) {
				Files.readAllLines(failuresOf(part), StandardCharsets.UTF_8)
					.forEach((line) -> text.append("* ").append(part).append(": ").append(line).append('\n'));
			}
		}
		return text.isEmpty() ? "" : "\n## Failed, and so not measured\n" + text;
	}

	private String machine(List<String> parts, long nanos) {
		long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
		return String.format(Locale.ROOT,
				"%s form of %s: JDK %s, %s, %d processors; %.0f s of warm-up, %d round%s of %.2f s each;"
						+ " %,d messages in flight. %s took %d min %d s.%n",
				this.plan.isQuick() ? "Quick" : "Full", LocalDate.now(ZoneOffset.UTC),
				System.getProperty("java.version"), System.getProperty("os.name"),
				Runtime.getRuntime().availableProcessors(), 2 * this.plan.warmUpSeconds(), this.plan.rounds(),
				(this.plan.rounds() == 1) ? "" : "s", this.plan.seconds(), this.plan.messagesInFlight(),
				parts.containsAll(this.plan.parts().keySet()) ? "All parts in one run"
						: "The last run, of " + parts + ",",
				seconds / 60, seconds % 60);
	}

	private Results results() throws IOException {
		return Results.read(this.directory, this.plan.parts().keySet());
	}

	private String write() throws IOException {
		Results results = results();
		Path picture = this.directory.resolve("report.svg");
		Files.writeString(picture, new Picture(results).draw(), StandardCharsets.UTF_8);
		String text = new Markdown(results).write(
				Files.readString(this.directory.resolve("machine.txt"), StandardCharsets.UTF_8).strip(),
				Path.of("report.svg")) + failures();
		Files.writeString(this.directory.resolve("report.md"), text, StandardCharsets.UTF_8);
		return text;
	}

}
