package io.ydbtopic.simulator.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A figure of a story and the most that it may be.
 *
 * @param name of the figure
 * @param value what it was
 * @param limit what it may be
 */
record Bound(String name, double value, double limit) {

	/** The figures of a story against their bounds. */
	static List<Bound> of(FleetReport report) {
		FleetPlan plan = report.plan();
		Expectation expected = Expectation.of(report.story(), plan);
		double twice = 2 * expected.lostSessions() * plan.messagesPerSecond() * FleetInstance.HANDLE_MEAN_SECONDS;
		return List.of(
				new Bound("connects/s and node", report.connectsPeak(), Expectation.most(1.5 * expected.streams())),
				new Bound("streams/s and node", report.streamsPeak(), Expectation.most(expected.streams())),
				new Bound("streams/100 ms and node", report.burstPeak(), Expectation.most(expected.burst())),
				new Bound("requests/s and node", report.requestsPeak(),
						Expectation.most(expected.streams() + plan.questionsPerSecondAndNode())),
				new Bound("last partition served after, s", seconds(report.servedAgain()),
						seconds(expected.servedAgain())),
				new Bound("longest without a reader, s", seconds(report.longestUnserved()),
						seconds(expected.unserved())),
				new Bound("delivered twice, %", 100.0 * report.twice() / report.deliveries(),
						100.0 * Expectation.most(twice) / report.deliveries()));
	}

	private static double seconds(Duration time) {
		return time.toMillis() / 1000.0;
	}

	boolean holds() {
		return this.value <= this.limit;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%-32s %8.2f  (at most %.2f)%s", this.name, this.value, this.limit,
				holds() ? "" : "  BROKEN");
	}

}
