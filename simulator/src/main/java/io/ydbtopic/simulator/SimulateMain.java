package io.ydbtopic.simulator;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The command {@code simulate}: runs seeds, tells what they have seen, and of a seed that
 * fails what matters.
 */
public final class SimulateMain {

	private static final int SHRINK_TRIES_MAX = 60;

	private static final int TIMELINE_LINES = 40;

	private static final int FAILURES_SHOWN_MAX = 5;

	private static final double NANOS = 1e9;

	private final Options options;

	private final PrintStream out;

	private final Coverage coverage = new Coverage();

	private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);

	private final Map<String, Long> counts = new TreeMap<>();

	private final List<Long> failed = new ArrayList<>();

	SimulateMain(Options options, PrintStream out) {
		this.options = options;
		this.out = out;
	}

	/**
	 * What was asked for.
	 *
	 * @param seeds how many
	 * @param minutes simulated, of each
	 * @param firstSeed the first of them
	 * @param faults numbers of the faults to keep; null for all
	 * @param timeline lines to show of a failing run
	 * @param hashes whether each run's hash is shown
	 * @param stopAtFirst whether the first seed that fails is the last
	 */
	record Options(int seeds, int minutes, long firstSeed, @Nullable Set<Integer> faults, int timeline, boolean hashes,
			boolean stopAtFirst) {

		static Options parse(String... args) {
			int seeds = 100;
			int minutes = 10;
			long first = 1;
			Set<Integer> faults = null;
			int timeline = TIMELINE_LINES;
			boolean hashes = false;
			boolean stopAtFirst = false;
			for (int i = 0; i < args.length; i++) {
				String flag = args[i];
				if (flag.equals("--hashes")) {
					hashes = true;
					continue;
				}
				if (flag.equals("--stop-at-first")) {
					stopAtFirst = true;
					continue;
				}
				if (i + 1 == args.length) {
					throw new IllegalArgumentException(flag + " has no value");
				}
				String value = args[++i];
				switch (flag) {
					case "--seeds" -> seeds = Integer.parseInt(value);
					case "--minutes" -> minutes = Integer.parseInt(value);
					case "--first-seed" -> first = Long.parseLong(value);
					case "--timeline" -> timeline = Integer.parseInt(value);
					case "--faults" -> faults = Arrays.stream(value.split(","))
						.filter((number) -> !number.isBlank())
						.map((number) -> Integer.valueOf(number.strip()))
						.collect(Collectors.toCollection(TreeSet::new));
					default -> throw new IllegalArgumentException("unknown flag " + flag
							+ " (expected --seeds, --minutes, --first-seed, --faults, --timeline, --hashes or --stop-at-first)");
				}
			}
			return new Options(seeds, minutes, first, faults, timeline, hashes, stopAtFirst);
		}

	}

	/**
	 * Runs seeds.
	 * @param args as in simulator/README.md
	 */
	public static void main(String[] args) {
		Options options;
		try {
			options = Options.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println("simulate: " + ex.getMessage());
			System.exit(2);
			return;
		}
		System.exit(new SimulateMain(options, System.out).run() ? 0 : 1);
	}

	/** Whether all seeds were good. */
	boolean run() {
		long begin = System.nanoTime();
		long steps = 0;
		long simulated = 0;
		int done = 0;
		while (done < this.options.seeds() && !(this.options.stopAtFirst() && !this.failed.isEmpty())) {
			Scenario scenario = scenario(this.options.firstSeed() + done++);
			Run.Result result = new Run(scenario, false).run();
			steps += result.steps();
			simulated += result.simulatedNanos();
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
		}
		double seconds = (System.nanoTime() - begin) / NANOS;
		this.out.printf(Locale.ROOT, "%d seeds, %d failed, %.1f s, %.1f seeds/s, %.0f simulated hours, %d events%n",
				done, this.failed.size(), seconds, done / seconds, simulated / NANOS / 3600, steps);
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
		Shrinker shrinker = new Shrinker((faults) -> !new Run(scenario.withFaults(faults), false).run().isGood(),
				SHRINK_TRIES_MAX);
		List<Fault> matter = (this.options.faults() != null) ? scenario.faults() : shrinker.shrink(scenario.faults());
		Run.Result again = new Run(scenario.withFaults(matter), true).run();
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
