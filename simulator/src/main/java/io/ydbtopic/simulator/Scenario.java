package io.ydbtopic.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a seed decides before the run begins: who is there, and what goes wrong when.
 *
 * @param seed of everything
 * @param minutes of faults; calm follows
 * @param nodes of the broker
 * @param partitions of the topic at the beginning
 * @param instances of the application
 * @param diskNanos until something is kept
 * @param requireToken whether the broker wants one
 * @param writesPerSecond of each writer, in the mean
 * @param faults in order of time
 */
record Scenario(long seed, int minutes, int nodes, int partitions, List<InstancePlan> instances, long diskNanos,
		boolean requireToken, double writesPerSecond, List<Fault> faults) {

	private static final long SECOND = 1_000_000_000L;

	/** In the mean, one fault in so long. */
	private static final long FAULT_EVERY = 15 * SECOND;

	private static final long FAULT_LASTS_MAX = 20 * SECOND;

	/** What an instance does. */
	record InstancePlan(WriterPlan writer, ReaderPlan reader) {
	}

	/** How it writes. */
	enum WriterPlan {

		NONE, PLAIN, PINNED, DIRECT, KEYED

	}

	/**
	 * How it reads.
	 *
	 * @param kind with a reader or a subscription
	 * @param consumer as which consumer
	 * @param bufferBytes the read buffer
	 * @param handleNanos how long a batch takes at most
	 * @param seeks whether it goes back now and then
	 */
	record ReaderPlan(Kind kind, String consumer, long bufferBytes, long handleNanos, boolean seeks) {

		/** Which object. */
		enum Kind {

			NONE, READER, SUBSCRIPTION

		}

	}

	static Scenario of(long seed, int minutes) {
		Random chance = new Random(seed * 0x9E3779B97F4A7C15L);
		int count = 2 + chance.nextInt(4);
		int partitions = 1 + chance.nextInt(4);
		List<InstancePlan> instances = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			instances.add(new InstancePlan(writer(i, chance), reader(i, chance)));
		}
		return new Scenario(seed, minutes, 1 + chance.nextInt(3), partitions, instances, chance.nextLong(5_000_000L),
				chance.nextInt(3) == 0, 0.2 + chance.nextDouble() * 0.6, faults(minutes * 60L * SECOND, chance));
	}

	private static WriterPlan writer(int index, Random chance) {
		if (index == 0) {
			return WriterPlan.PLAIN;
		}
		return pick(chance, WriterPlan.values());
	}

	private static ReaderPlan reader(int index, Random chance) {
		ReaderPlan.Kind kind = (index < 2) ? pick(chance, ReaderPlan.Kind.READER, ReaderPlan.Kind.SUBSCRIPTION)
				: pick(chance, ReaderPlan.Kind.values());
		String consumer = (index > 1 && chance.nextInt(3) == 0) ? "audit" : "billing";
		long buffer = 20_000L << chance.nextInt(7);
		return new ReaderPlan(kind, consumer, buffer, chance.nextLong(SECOND / 2), chance.nextInt(4) == 0);
	}

	@SafeVarargs
	private static <E extends Enum<E>> E pick(Random chance, E... from) {
		return from[chance.nextInt(from.length)];
	}

	private static List<Fault> faults(long length, Random chance) {
		// Each run has kinds of its own, so that none hides another in all of them.
		List<FaultKind> kinds = new ArrayList<>();
		for (FaultKind kind : FaultKind.values()) {
			if (chance.nextInt(3) == 0) {
				kinds.add(kind);
			}
		}
		if (kinds.isEmpty()) {
			kinds.add(FaultKind.LOSE_CONNECTION);
		}
		List<Fault> faults = new ArrayList<>();
		long at = 0;
		while (true) {
			// Now and then many at once.
			at += (chance.nextInt(4) == 0) ? chance.nextLong(SECOND) : chance.nextLong(2 * FAULT_EVERY);
			if (at >= length) {
				return faults;
			}
			long lasts = Math.min(length - at, chance.nextLong(FAULT_LASTS_MAX));
			faults.add(new Fault(faults.size() + 1, kinds.get(chance.nextInt(kinds.size())), at, lasts,
					chance.nextInt(Integer.MAX_VALUE), chance.nextDouble()));
		}
	}

	/** The same with other faults. */
	Scenario withFaults(List<Fault> others) {
		return new Scenario(this.seed, this.minutes, this.nodes, this.partitions, this.instances, this.diskNanos,
				this.requireToken, this.writesPerSecond, others);
	}

}
