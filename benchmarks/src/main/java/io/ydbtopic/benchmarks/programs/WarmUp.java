package io.ydbtopic.benchmarks.programs;

/**
 * What comes before the first round, the same for all clients: twice {@code warm-up}
 * seconds, so that the compilers of the JVM have done most of their work.
 */
final class WarmUp {

	private static final int ROUNDS = 2;

	private WarmUp() {
	}

	static void run(Options options, Load load) throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			load.run(options.seconds("warm-up"));
		}
	}

	/** What is measured, without being measured. */
	interface Load {

		/** For so long. */
		void run(double seconds) throws Exception;

	}

}
