package io.ydbtopic.benchmarks.report;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import io.ydbtopic.benchmarks.measure.Figure;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.report.Target.Verdict;

/** The report as a text. A miss is shown like a hit. */
final class Markdown {

	private final StringBuilder text = new StringBuilder();

	private final Results results;

	Markdown(Results results) {
		this.results = results;
	}

	String write(String machine, Path picture) {
		line("# Measured side by side");
		line("");
		line("%s", machine);
		line("");
		line("Each client runs in a process of its own, one after the other, against one stub server in another process,");
		line("with the same messages (JSON text) and the same warm-up: two rounds, and for targets of reading until the JVM's");
		line("compilers rest (14 s more at most, for partitions 6). Figures are medians of five rounds, of three where no");
		line("target looks at them;");
		line("the spread shows the least and the most of the first column. CPU is the time of the processor that the");
		line("client's process took, all threads but the JVM's compilers; the stub's is not in it. `bare` is gRPC with");
		line("generated stubs, with 100 messages or 1 a request; `official` is tech.ydb:ydb-sdk-topic 2.3.29,");
		line("`official-tuned` the same with large buffers and a compression pool as wide as the machine; `core` is this");
		line("client, `core-futures` with a future for each message, `bean` and `listener-…` this starter. Kafka is another");
		line("system: its client and spring-kafka's listeners against the embedded broker of spring-kafka-test, which");
		line("stores what it gets.");
		targets();
		line("");
		line("![What a message costs](%s)", picture);
		for (String scenario : this.results.scenarios()) {
			table(scenario, this.results.of(scenario));
		}
		return this.text.toString();
	}

	private void targets() {
		List<Target> targets = Targets.all();
		line("");
		line("## Targets");
		line("");
		line("Ratios of ours to the peer's.");
		line("");
		line("| target | what | bound | measured | |");
		line("| --- | --- | --- | --- | --- |");
		targets.forEach((target) -> line("%s", target.row(this.results)));
		line("");
		line("%d of %d met, %d not met, %d not measured.", count(targets, Verdict.MET), targets.size(),
				count(targets, Verdict.NOT_MET), count(targets, Verdict.NOT_MEASURED));
	}

	private long count(List<Target> targets, Verdict verdict) {
		return targets.stream().filter((target) -> target.judge(this.results) == verdict).count();
	}

	private void table(String scenario, Map<String, Map<Metric, Figure>> clients) {
		Collection<Metric> metrics = new TreeSet<>();
		clients.values().forEach((figures) -> metrics.addAll(figures.keySet()));
		line("");
		line("## %s", capital(scenario));
		line("");
		StringBuilder head = new StringBuilder("| |");
		StringBuilder rule = new StringBuilder("| --- |");
		metrics.forEach((metric) -> {
			head.append(' ').append(metric.title()).append(" |");
			rule.append(" --- |");
		});
		line("%s spread |", head);
		line("%s --- |", rule);
		clients.forEach((client, figures) -> {
			StringBuilder row = new StringBuilder("| " + client + " |");
			for (Metric metric : metrics) {
				Figure figure = figures.get(metric);
				row.append(' ').append((figure != null) ? metric.text(figure.median()) : "–").append(" |");
			}
			line("%s %s |", row, spread(metrics.iterator().next(), figures));
		});
	}

	private static String spread(Metric metric, Map<Metric, Figure> figures) {
		Figure figure = figures.get(metric);
		return (figure != null) ? metric.text(figure.least()) + " to " + metric.text(figure.most()) : "–";
	}

	private static String capital(String title) {
		return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
	}

	private void line(String format, Object... arguments) {
		this.text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

}
