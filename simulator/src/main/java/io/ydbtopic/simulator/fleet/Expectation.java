package io.ydbtopic.simulator.fleet;

import java.time.Duration;

/**
 * What a story must cost if the clients are well-behaved, derived from the size of the
 * fleet and from the client's own limits. README.md says why each number is what it is.
 *
 * @param streams that arrive at one node within its worst second, in the mean
 * @param burst that arrive at one node within its worst tenth of a second, in the mean
 * @param lostSessions how often the reader of a partition is lost, in the mean
 * @param servedAgain until the last partition is served when what was done is over
 * @param unserved how long any partition may be without a reader
 */
record Expectation(double streams, double burst, double lostSessions, Duration servedAgain, Duration unserved) {

	/**
	 * A rebalance shows within a second, whoever gives a partition back finishes its
	 * batch within two, and a packet in two hundred is late.
	 */
	private static final Duration HANDOVER = Duration.ofSeconds(4);

	/** The longest wait of a stream between two attempts: 5 ms doubled ten times. */
	private static final Duration BACKOFF_MAX = Duration.ofMillis(5120);

	/** The longest attempt to connect to a node that does not answer. */
	private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

	/** A probe goes out within 10 s and is given up after 10 s. */
	private static final Duration PROBE_MAX = Duration.ofSeconds(20);

	static Expectation of(Story story, FleetPlan plan) {
		double perNode = plan.streamsPerNode();
		return switch (story) {
			case NODE_DIES -> {
				// Its streams go to the others, all at once.
				double moved = perNode / (plan.nodes() - 1);
				yield new Expectation(moved, moved, 1.0 / plan.nodes(), HANDOVER, HANDOVER);
			}
			case ROLLING_RESTART -> {
				// The last node has taken its part of all that were before it: e times as
				// much as at the beginning.
				double moved = Math.E * perNode / (plan.nodes() - 1);
				yield new Expectation(moved, moved, Math.E - 1, HANDOVER, HANDOVER);
			}
			case NEW_DEPLOYMENT -> {
				double started = perNode / Story.DEPLOYMENT_BATCHES;
				yield new Expectation(started, started, 0, HANDOVER, HANDOVER);
			}
			case NETWORK_SPLIT -> {
				// A third of the streams is refused by the nodes of its side, again and
				// again; half of that at once.
				double refused = perNode / 3;
				yield new Expectation(refused, refused / 2, 5.0 / 9, BACKOFF_MAX.plus(CONNECT_MAX).plus(HANDOVER),
						PROBE_MAX.plus(HANDOVER));
			}
			case ALL_NODES_DIE -> {
				// All streams try, after waits of half the longest in the mean.
				double perSecond = 2000.0 * perNode / BACKOFF_MAX.toMillis();
				yield new Expectation(perSecond, perSecond / 10, 1, BACKOFF_MAX.plus(HANDOVER),
						Story.OUTAGE.plus(Story.COME_UP).plus(BACKOFF_MAX).plus(HANDOVER));
			}
		};
	}

	/**
	 * The most that chance makes of a mean, at a hundred nodes in hundreds of seconds:
	 * five standard deviations, and a few where the mean is small.
	 */
	static double most(double mean) {
		return mean + 5 * Math.sqrt(mean) + 4;
	}

}
