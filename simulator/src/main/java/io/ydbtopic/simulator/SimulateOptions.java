package io.ydbtopic.simulator;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What was asked of the command {@code simulate}.
 *
 * @param seeds how many
 * @param minutes simulated, of each
 * @param firstSeed the first of them
 * @param faults numbers of the faults to keep; null for all
 * @param timeline lines to show of a failing run
 * @param threads how many seeds run side by side
 * @param hashes whether each run's hash is shown
 * @param stopAtFirst whether the first seed that fails is the last
 */
record SimulateOptions(int seeds, int minutes, long firstSeed, @Nullable Set<Integer> faults, int timeline, int threads,
		boolean hashes, boolean stopAtFirst) {

	private static final int TIMELINE_LINES = 40;

	/**
	 * Reads flags.
	 * @throws IllegalArgumentException if one is unknown or has a value that is none
	 */
	static SimulateOptions parse(String... args) {
		int seeds = 100;
		int minutes = 10;
		long first = 1;
		Set<Integer> faults = null;
		int timeline = TIMELINE_LINES;
		int threads = Runtime.getRuntime().availableProcessors();
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
				case "--seeds" -> seeds = positive(flag, value);
				case "--minutes" -> minutes = positive(flag, value);
				case "--first-seed" -> first = number(flag, value);
				case "--timeline" -> timeline = positive(flag, value);
				case "--threads" -> threads = positive(flag, value);
				case "--faults" -> faults = Arrays.stream(value.split(","))
					.filter((part) -> !part.isBlank())
					.map((part) -> positive(flag, part.strip()))
					.collect(Collectors.toCollection(TreeSet::new));
				default -> throw new IllegalArgumentException("unknown flag " + flag
						+ " (expected --seeds, --minutes, --first-seed, --faults, --timeline, --threads, --hashes or"
						+ " --stop-at-first)");
			}
		}
		return new SimulateOptions(seeds, minutes, first, faults, timeline, threads, hashes, stopAtFirst);
	}

	private static int positive(String flag, String value) {
		long number = number(flag, value);
		if (number < 1 || number > Integer.MAX_VALUE) {
			throw new IllegalArgumentException(flag + " is " + value + " (expected a number from 1 on)");
		}
		return (int) number;
	}

	private static long number(String flag, String value) {
		try {
			return Long.parseLong(value);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(flag + " is '" + value + "' (expected a number)", ex);
		}
	}

}
