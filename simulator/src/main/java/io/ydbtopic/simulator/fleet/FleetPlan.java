package io.ydbtopic.simulator.fleet;

/**
 * How large a fleet is and how it draws.
 *
 * @param seed of everything
 * @param instances of the application
 * @param nodes of the cluster
 * @param partitions of the topic
 * @param jitter whether delays are drawn; otherwise each is the longest that could be
 * drawn
 */
record FleetPlan(long seed, int instances, int nodes, int partitions, boolean jitter) {

	/** The whole fleet. */
	static final FleetPlan FULL = new FleetPlan(1, 1000, 100, 10_000, true);

	/** Small enough for each build. */
	static final FleetPlan SMALL = new FleetPlan(1, 50, 10, 200, true);

	FleetPlan withoutJitter() {
		return new FleetPlan(this.seed, this.instances, this.nodes, this.partitions, false);
	}

	FleetPlan withSeed(long other) {
		return new FleetPlan(other, this.instances, this.nodes, this.partitions, this.jitter);
	}

	/** Streams of a node when they are spread evenly: a reader's and a writer's each. */
	double streamsPerNode() {
		return 2.0 * this.instances / this.nodes;
	}

	/** Messages of the fleet and of others. */
	double messagesPerSecond() {
		return this.instances / FleetInstance.WRITE_EVERY_SECONDS + this.partitions / Fleet.APPEND_EVERY_SECONDS;
	}

	/** Each instance asks for the nodes every half a minute to a minute. */
	double questionsPerSecondAndNode() {
		return this.instances / 45.0 / this.nodes;
	}

}
