package io.ydbtopic.benchmarks.report;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.benchmarks.measure.Figure;
import io.ydbtopic.benchmarks.measure.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The report tells hits, misses and gaps apart. */
class ReportTest {

	private final Results results = new Results();

	private void measured(String scenario, String client, Metric metric, double value) {
		this.results.put(scenario, client, Map.of(metric, new Figure(value, value, value)));
	}

	@Test
	void aMissIsShownAsAMiss() {
		Target target = Target.ratio("T0", "case", Metric.RATE, "ours", "peer", 15);
		measured("case", "ours", Metric.RATE, 149);
		measured("case", "peer", Metric.RATE, 10);
		assertThat(target.row(this.results)).contains("| 14.9 | **not met** |");
	}

	@Test
	void theBoundItselfIsMet() {
		Target target = Target.ratio("T0", "case", Metric.CPU, "ours", "peer", 0.5);
		measured("case", "ours", Metric.CPU, 5);
		measured("case", "peer", Metric.CPU, 10);
		assertThat(target.row(this.results)).contains("| ≤ 0.500 | 0.500 | met |");
	}

	@Test
	void whatWasNotMeasuredIsNeitherMetNorMissed() {
		Target target = Target.ratio("T0", "case", Metric.CPU, "ours", "peer", 0.5);
		measured("case", "ours", Metric.CPU, 5);
		assertThat(target.row(this.results)).contains("| – | not measured |");
	}

	@Test
	void aFrameworkThatAddsNothingMeasurableIsWithinItsShareAndOneBesideNothingIsNot() {
		Target share = Targets.all()
			.stream()
			.filter((target) -> target.subject().contains("adds, lists"))
			.findFirst()
			.orElseThrow();
		measured(Plan.READ_SMALL, "core", Metric.CPU, 1);
		measured(Plan.READ_SMALL, "kafka", Metric.CPU, 1);
		measured(Plan.READ_SMALL, "kafka-listener-list", Metric.CPU, 1.5);
		measured(Plan.READ_SMALL, "listener-list", Metric.CPU, 0.9);
		assertThat(share.judge(this.results)).isEqualTo(Target.Verdict.MET);
		measured(Plan.READ_SMALL, "listener-list", Metric.CPU, 1.6);
		assertThat(share.judge(this.results)).isEqualTo(Target.Verdict.NOT_MET);
		measured(Plan.READ_SMALL, "kafka-listener-list", Metric.CPU, 0.9);
		assertThat(share.judge(this.results)).isEqualTo(Target.Verdict.NOT_MET);
	}

	@Test
	void theFullPlanMeasuresEveryTarget() {
		new Plan(false).parts().values().forEach((cells) -> cells.forEach((cell) -> {
			Map<Metric, Figure> all = new EnumMap<>(Metric.class);
			for (Metric metric : Metric.values()) {
				all.put(metric, new Figure(1, 1, 1));
			}
			this.results.put(cell.scenario(), cell.client(), all);
		}));
		assertThat(Targets.all()).noneMatch((target) -> target.judge(this.results) == Target.Verdict.NOT_MEASURED);
		assertThat(new Markdown(this.results).write("A machine.", Path.of("report.svg"))).contains("0 not measured");
		assertThat(new Picture(this.results).draw()).contains("this client: 1.00 µs");
	}

	@Test
	void partsThatWereRunApartComeTogether(@TempDir Path directory) throws Exception {
		measured("one", "ours", Metric.CPU, 5.5);
		this.results.write(directory, "first");
		Results other = new Results();
		other.put("two", "peer", Map.of(Metric.P99, new Figure(7, 6, 8)));
		other.write(directory, "second");
		Results merged = Results.read(directory, List.of("first", "second", "missing"));
		assertThat(merged.scenarios()).containsExactly("one", "two");
		assertThat(merged.median("one", "ours", Metric.CPU)).isEqualTo(5.5);
		assertThat(merged.of("two").get("peer")).containsEntry(Metric.P99, new Figure(7, 6, 8));
	}

}
