package io.ydbtopic.simulator.fleet;

import java.time.Duration;

/**
 * What a story did to a fleet.
 *
 * @param story which
 * @param plan of the fleet
 * @param connectsPeak the most connections that one node took within a second
 * @param streamsPeak the most streams that arrived at one node within a second
 * @param burstPeak the most streams that arrived at one node within a tenth of a second
 * @param requestsPeak the most unary requests that arrived at one node within a second
 * @param connects taken by all nodes
 * @param refused attempts to connect that nobody took
 * @param streams that arrived at all nodes
 * @param servedAgain from the end of what was done until the last partition was served
 * @param longestUnserved the longest that one partition was not served
 * @param deliveries of messages
 * @param twice those of them that were not the first
 * @param left what did not come to rest; empty if all did
 * @param steps tasks of the simulator
 * @param openConnections that nodes had at the end
 */
record FleetReport(Story story, FleetPlan plan, int connectsPeak, int streamsPeak, int burstPeak, int requestsPeak,
		int connects, int refused, int streams, Duration servedAgain, Duration longestUnserved, long deliveries,
		long twice, String left, long steps, int openConnections) {

	private static final long SECOND = 1_000_000_000L;

	static FleetReport of(Story story, FleetPlan plan) {
		Fleet fleet = new Fleet(plan);
		fleet.begin();
		story.play(fleet);
		long over = fleet.scheduler().nanos();
		// What is herded together by the end of it shows within this.
		fleet.go(Duration.ofSeconds(70));
		String left = fleet.rest();
		FleetMeter meter = fleet.meter();
		return new FleetReport(story, plan, meter.connects().peak(SECOND), meter.streams().peak(SECOND),
				meter.streams().peak(SECOND / 10), meter.requests().peak(SECOND), meter.connects().total(),
				meter.refused(), meter.streams().total(), Duration.ofNanos(Math.max(0, meter.lastServedAt() - over)),
				Duration.ofNanos(meter.longestUnserved()), meter.deliveries(), meter.twice(),
				(left != null) ? left : "", fleet.scheduler().steps(), fleet.network().connections().size());
	}

	/** Whether all came to rest and every bound holds. */
	boolean isGood() {
		return this.left.isEmpty() && Bound.of(this).stream().allMatch(Bound::holds);
	}

}
