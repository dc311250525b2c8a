package io.ydbtopic.benchmarks.programs;

import io.ydbtopic.benchmarks.measure.CompilerThreads;

/**
 * What comes before the first round, the same for all clients: twice {@code warm-up}
 * seconds, and then until the compilers of the JVM rest, but for no more than
 * {@code settle} seconds: as long as they work they take a processor from those that are
 * measured.
 */
final class WarmUp {

	private static final int ROUNDS = 2;

	/** So long each look at the compilers takes. */
	private static final double LOOK_SECONDS = 1;

	/** They rest when they take less of a processor. */
	private static final double REST = 0.15;

	private WarmUp() {
	}

	static void run(Options options, Load load) throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			load.run(options.seconds("warm-up"));
		}
		long end = System.nanoTime() + (long) (options.seconds("settle", 0) * 1e9);
		while (System.nanoTime() < end && compilersAtWork(load) > REST) {
			// They have more to do.
		}
	}

	/** How much of a processor compilers take under load. */
	private static double compilersAtWork(Load load) throws Exception {
		long begin = System.nanoTime();
		long before = CompilerThreads.cpuNanos();
		load.run(LOOK_SECONDS);
		return (double) (CompilerThreads.cpuNanos() - before) / (System.nanoTime() - begin);
	}

	/** What is measured, without being measured. */
	interface Load {

		/** For so long. */
		void run(double seconds) throws Exception;

	}

}
