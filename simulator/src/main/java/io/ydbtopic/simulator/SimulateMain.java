package io.ydbtopic.simulator;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The command {@code simulate}: runs seeds, tells what they have seen, and of a seed that
 * fails what matters.
 */
public final class SimulateMain {

	private static final int SHRINK_TRIES_MAX = 60;

	private static final int FAILURES_SHOWN_MAX = 5;

	private static final double NANOS = 1e9;

	private final SimulateOptions options;

	private final PrintStream out;

	private final Sabotage sabotage;

	private final Coverage coverage = new Coverage();

	private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);

	private final Map<String, Long> counts = new TreeMap<>();

	private final List<Long> failed = new ArrayList<>();

	private int done;

	private long steps;

	private long simulatedNanos;

	SimulateMain(SimulateOptions options, PrintStream out, Sabotage sabotage) {
		this.options = options;
		this.out = out;
		this.sabotage = sabotage;
	}

	/**
	 * Runs seeds.
	 * @param args as in simulator/README.md
	 */
	public static void main(String[] args) {
		SimulateOptions options;
		try {
			options = SimulateOptions.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println("simulate: " + ex.getMessage());
			System.exit(2);
			return;
		}
		System.exit(new SimulateMain(options, System.out, Sabotage.NONE).run() ? 0 : 1);
	}

	/** Whether all seeds were good. */
	boolean run() {
		long begin = System.nanoTime();
		new SideBySide(this.options.threads()).run(this.options.firstSeed(), this.options.seeds(),
				(seed) -> run(scenario(seed), false), this::take);
		double seconds = (System.nanoTime() - begin) / NANOS;
		this.out.printf(Locale.ROOT, "%d seeds, %d failed, %.1f s, %.1f seeds/s, %.0f simulated hours, %d events%n",
				this.done, this.failed.size(), seconds, this.done / seconds, this.simulatedNanos / NANOS / 3600,
				this.steps);
		this.out.println("happened: " + this.counts);
		this.out.println("faults:   " + this.faults);
		this.out.println("coverage: " + this.coverage.count() + " of " + Coverage.ALL.size()
				+ " states and transitions " + this.coverage.seen());
		this.coverage.missing().forEach((each) -> this.out.println("not seen: " + each));
		Coverage.IMPOSSIBLE.forEach((each, why) -> this.out.println("can't be: " + each + ", " + why));
		if (!this.failed.isEmpty()) {
			this.out.println("failed:   " + this.failed);
		}
		return this.failed.isEmpty();
	}

	private Run.Result run(Scenario scenario, boolean watched) {
		return new Run(scenario, watched, this.sabotage).run();
	}

	/** Whether there is to be another one. */
	private boolean take(Run.Result result) {
		Scenario scenario = result.scenario();
		this.done++;
		this.steps += result.steps();
		this.simulatedNanos += result.simulatedNanos();
		result.counts().forEach((what, count) -> this.counts.merge(what, count, Long::sum));
		result.faults().forEach((kind, count) -> this.faults.merge(kind, count, Integer::sum));
		this.coverage.add(result.transitions());
		if (this.options.hashes()) {
			this.out.printf(Locale.ROOT, "seed %d: hash %016x%n", scenario.seed(), result.hash());
		}
		if (!result.isGood()) {
			this.failed.add(scenario.seed());
			if (this.failed.size() <= FAILURES_SHOWN_MAX) {
				explain(scenario, result);
			}
		}
		return !(this.options.stopAtFirst() && !this.failed.isEmpty());
	}

	private Scenario scenario(long seed) {
		Scenario all = Scenario.of(seed, this.options.minutes());
		Set<Integer> kept = this.options.faults();
		return (kept == null) ? all
				: all.withFaults(all.faults().stream().filter((fault) -> kept.contains(fault.number())).toList());
	}

	/** What matters of a run that failed. */
	private void explain(Scenario scenario, Run.Result result) {
		this.out.println("seed " + scenario.seed() + " failed");
		result.violations().forEach((violation) -> this.out.println("  " + violation));
		Shrinker shrinker = new Shrinker((faults) -> !run(scenario.withFaults(faults), false).isGood(),
				SHRINK_TRIES_MAX);
		List<Fault> matter = (this.options.faults() != null) ? scenario.faults() : shrinker.shrink(scenario.faults());
		Run.Result again = run(scenario.withFaults(matter), true);
		this.out.println("  " + matter.size() + " of " + scenario.faults().size() + " faults matter: " + matter);
		this.out.println("  " + scenario.withFaults(List.of()));
		List<String> lines = again.timeline();
		lines.subList(Math.max(0, lines.size() - this.options.timeline()), lines.size())
			.forEach((line) -> this.out.println("  " + line));
		again.violations().forEach((violation) -> this.out.println("  " + violation));
		this.out.println("  replay: simulator/simulate --seeds 1 --minutes " + scenario.minutes() + " --first-seed "
				+ scenario.seed() + " --faults "
				+ matter.stream().map((fault) -> String.valueOf(fault.number())).collect(Collectors.joining(","))
				+ (matter.isEmpty() ? "''" : ""));
	}

}
