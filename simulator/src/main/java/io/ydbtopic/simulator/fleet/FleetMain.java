package io.ydbtopic.simulator.fleet;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The command {@code fleet}: plays stories, and tells what they did to the nodes and to
 * the partitions.
 */
public final class FleetMain {

	private static final double NANOS = 1e9;

	private FleetMain() {
	}

	/**
	 * What was asked for.
	 *
	 * @param plan of the fleet
	 * @param stories to play
	 */
	record Options(FleetPlan plan, List<Story> stories) {

		static Options parse(String... args) {
			FleetPlan plan = FleetPlan.FULL;
			List<Story> stories = new ArrayList<>();
			boolean jitter = true;
			long seed = plan.seed();
			for (int i = 0; i < args.length; i++) {
				switch (args[i]) {
					case "--small" -> plan = FleetPlan.SMALL;
					case "--no-jitter" -> jitter = false;
					case "--seed" -> seed = Long.parseLong(value(args, ++i));
					case "--story" -> stories.add(story(value(args, ++i)));
					default -> throw new IllegalArgumentException(
							"unknown flag " + args[i] + " (expected --story NAME, --small, --no-jitter or --seed S)");
				}
			}
			plan = plan.withSeed(seed);
			return new Options(jitter ? plan : plan.withoutJitter(),
					stories.isEmpty() ? List.of(Story.values()) : stories);
		}

		private static String value(String[] args, int index) {
			if (index == args.length) {
				throw new IllegalArgumentException(args[index - 1] + " has no value");
			}
			return args[index];
		}

		private static Story story(String name) {
			return Arrays.stream(Story.values())
				.filter((story) -> story.flag().equals(name))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException("unknown story " + name + " (expected one of "
						+ Arrays.stream(Story.values()).map(Story::flag).toList() + ")"));
		}

	}

	/**
	 * Plays stories.
	 * @param args as in simulator/README.md
	 */
	public static void main(String[] args) {
		Options options;
		try {
			options = Options.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println("fleet: " + ex.getMessage());
			System.exit(2);
			return;
		}
		System.exit(run(options, System.out) ? 0 : 1);
	}

	/** Whether all bounds hold. */
	static boolean run(Options options, PrintStream out) {
		FleetPlan plan = options.plan();
		out.printf(Locale.ROOT, "%d instances, %d nodes, %d partitions, %s jitter, seed %d%n", plan.instances(),
				plan.nodes(), plan.partitions(), plan.jitter() ? "with" : "without", plan.seed());
		boolean good = true;
		for (Story story : options.stories()) {
			long begin = System.nanoTime();
			FleetReport report = FleetReport.of(story, plan);
			good &= report.isGood();
			tell(report, (System.nanoTime() - begin) / NANOS, out);
		}
		return good;
	}

	private static void tell(FleetReport report, double seconds, PrintStream out) {
		out.println();
		out.println(report.story().title());
		Bound.of(report).forEach((bound) -> out.println("  " + bound));
		if (!report.left().isEmpty()) {
			out.println("  BROKEN: " + report.left());
		}
		out.printf(Locale.ROOT,
				"  %d connects, %d refused, %d streams, %d deliveries, %d of them again, %d connections at the end%n",
				report.connects(), report.refused(), report.streams(), report.deliveries(), report.twice(),
				report.openConnections());
		out.printf(Locale.ROOT, "  %d events in %.1f s%n", report.steps(), seconds);
	}

}
