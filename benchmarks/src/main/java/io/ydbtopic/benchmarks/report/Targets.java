package io.ydbtopic.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.benchmarks.measure.Metric;

import static io.ydbtopic.benchmarks.measure.Metric.ALLOCATED;
import static io.ydbtopic.benchmarks.measure.Metric.BUFFER;
import static io.ydbtopic.benchmarks.measure.Metric.CPU;
import static io.ydbtopic.benchmarks.measure.Metric.GAP;
import static io.ydbtopic.benchmarks.measure.Metric.GROWN;
import static io.ydbtopic.benchmarks.measure.Metric.IDLE_CPU;
import static io.ydbtopic.benchmarks.measure.Metric.LIVE_HEAP;
import static io.ydbtopic.benchmarks.measure.Metric.P50;
import static io.ydbtopic.benchmarks.measure.Metric.P99;
import static io.ydbtopic.benchmarks.measure.Metric.RATE;

/** The targets T1 to T13, and that buffers keep to their size under load. */
final class Targets {

	private static final String TUNED = "official-tuned";

	private final List<Target> all = new ArrayList<>();

	private Targets() {
	}

	static List<Target> all() {
		Targets targets = new Targets();
		targets.writing();
		targets.reading();
		targets.streams();
		targets.buffers();
		return List.copyOf(targets.all);
	}

	private void writing() {
		add("T1", Plan.WRITE_SMALL, RATE, "core", TUNED, 15);
		add("T1", Plan.WRITE_SMALL, CPU, "core", TUNED, 1 / 15.0);
		add("T1", Plan.WRITE_SMALL, ALLOCATED, "core", TUNED, 1 / 12.0);
		add("T1", Plan.WRITE_SMALL, CPU, "core", "bare-100", 1.3);
		add("T1", Plan.WRITE_SMALL, ALLOCATED, "core", "bare-100", 0.6);
		add("T2", Plan.WRITE_SMALL, RATE, "core-futures", TUNED, 12);
		add("T2", Plan.WRITE_SMALL, CPU, "core-futures", TUNED, 1 / 12.0);
		add("T2", Plan.WRITE_SMALL, ALLOCATED, "core-futures", TUNED, 1 / 8.0);
		add("T2", Plan.WRITE_SMALL, CPU, "core-futures", "bare-100", 1.8);
		add("T3", Plan.WRITE_MEDIUM, RATE, "core", TUNED, 12);
		add("T3", Plan.WRITE_MEDIUM, CPU, "core", TUNED, 1 / 15.0);
		add("T3", Plan.WRITE_MEDIUM, CPU, "core", "bare-100", 1.3);
		add("T4", Plan.WRITE_LARGE, RATE, "core", TUNED, 1.8);
		add("T4", Plan.WRITE_LARGE, CPU, "core", TUNED, 1 / 3.0);
		add("T4", Plan.WRITE_LARGE, CPU, "core", "bare-100", 1.15);
		add("T5", Plan.WRITE_GZIP, RATE, "core", TUNED, 3);
		this.all.add(new Target("T5", Plan.WRITE_GZIP + ": CPU, core : (compressor alone + core RAW)", false, 1.2,
				(results) -> results.median(Plan.WRITE_GZIP, "core", CPU)
						/ (results.median(Plan.WRITE_GZIP, "compressor alone", CPU)
								+ results.median(Plan.WRITE_MEDIUM, "core", CPU))));
		add("T6", Plan.ACK_LATENCY, P50, "core-futures", TUNED, 1);
		add("T6", Plan.ACK_LATENCY, P99, "core-futures", TUNED, 1);
		add("T6", Plan.ACK_LATENCY, P99, "core-futures", "bare-1", 1.2);
	}

	private void reading() {
		for (String scenario : List.of(Plan.READ_SMALL, Plan.READ_FEW)) {
			add("T7", scenario, RATE, "core", "official", 1.3);
			add("T7", scenario, CPU, "core", "official", 1 / 2.0);
			add("T7", scenario, ALLOCATED, "core", "official", 1 / 3.0);
			add("T7", scenario, CPU, "core", "bare", 1);
			add("T7", scenario, ALLOCATED, "core", "bare", 0.6);
		}
		for (String scenario : List.of(Plan.READ_MEDIUM, Plan.READ_LARGE)) {
			add("T8", scenario, RATE, "core", "official", 1.2);
			add("T8", scenario, CPU, "core", "official", 0.6);
			add("T8", scenario, ALLOCATED, "core", "official", 0.6);
			add("T8", scenario, CPU, "core", "bare", 1);
		}
		add("T9", Plan.READ_EACH, RATE, "core-each", "official-each", 3);
		add("T9", Plan.READ_EACH, CPU, "core-each", "official-each", 1 / 4.0);
		this.all.add(new Target("T9", Plan.READ_EACH + ": CPU, each : batches (core)", false, 1.3,
				(results) -> results.median(Plan.READ_EACH, "core-each", CPU)
						/ results.median(Plan.READ_SMALL, "core", CPU)));
		add("T10", Plan.READ_SMALL, CPU, "listener-batch", "core", 1.1);
		add("T10", Plan.READ_SMALL, CPU, "listener-list", "core", 1.1);
		add("T10", Plan.READ_SMALL, CPU, "listener-single", "core", 2);
		this.all.add(share("lists", "listener-list", "kafka-listener-list"));
		this.all.add(share("single records", "listener-single", "kafka-listener-single"));
	}

	/** What a framework adds to its client. */
	private static Target share(String what, String ours, String theirs) {
		return new Target("T10", Plan.READ_SMALL + ": CPU that the framework adds, " + what + ", ours : spring-kafka's",
				false, 1, (results) -> {
					double own = results.median(Plan.READ_SMALL, ours, CPU)
							- results.median(Plan.READ_SMALL, "core", CPU);
					double other = results.median(Plan.READ_SMALL, theirs, CPU)
							- results.median(Plan.READ_SMALL, "kafka", CPU);
					// Less than nothing is noise; it would turn the ratio around.
					return Math.max(0, own) / Math.max(1e-9, other);
				});
	}

	private void streams() {
		add("T11", Plan.CUT_WRITE, GAP, "core", TUNED, 1 / 20.0);
		add("T11", Plan.CUT_READ, GAP, "core", "official", 1 / 20.0);
		add("T12", Plan.IDLE_WRITERS, LIVE_HEAP, "core", TUNED, 1 / 4.0);
		add("T12", Plan.IDLE_WRITERS, GROWN, "core", TUNED, 1 / 4.0);
		add("T12", Plan.IDLE_WRITERS, IDLE_CPU, "core", TUNED, 1);
		add("T12", Plan.PARTITIONS, CPU, "1,000", "4", 1.2);
		add("T13", Plan.IN_FLIGHT, LIVE_HEAP, "core", TUNED, 1 / 3.0);
		add("T13", Plan.IN_FLIGHT, GROWN, "core", TUNED, 1 / 3.0);
	}

	private void buffers() {
		for (String scenario : List.of(Plan.WRITE_SMALL, Plan.WRITE_MEDIUM, Plan.WRITE_LARGE, Plan.READ_SMALL,
				Plan.READ_FEW, Plan.READ_MEDIUM, Plan.READ_LARGE)) {
			this.all.add(new Target("buffer", scenario + ": bytes in the buffer at most : its size, core", false, 1,
					(results) -> results.most(scenario, "core", BUFFER)));
		}
	}

	private void add(String name, String scenario, Metric metric, String ours, String peer, double bound) {
		this.all.add(Target.ratio(name, scenario, metric, ours, peer, bound));
	}

}
