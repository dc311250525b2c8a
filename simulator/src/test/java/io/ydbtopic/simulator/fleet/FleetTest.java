package io.ydbtopic.simulator.fleet;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A small fleet; the large one is the command {@code fleet}. */
class FleetTest {

	@ParameterizedTest
	@EnumSource(Story.class)
	void aBadDayStaysWithinItsBounds(Story story) {
		FleetReport report = FleetReport.of(story, FleetPlan.SMALL);

		assertThat(report.left()).as("what did not come to rest").isEmpty();
		assertThat(Bound.of(report)).allMatch(Bound::holds);
		assertThat(report.streams()).as("streams that came again").isPositive();
		assertThat(report.deliveries()).isPositive();
		assertThat(report.connects()).as("new connections, for streams that came again and the balancer")
			.isLessThan(2 * report.streams());
	}

	@Test
	void withoutJitterAllStreamsComeBackAtOnce() {
		FleetReport report = FleetReport.of(Story.ALL_NODES_DIE, FleetPlan.SMALL.withoutJitter());

		assertThat(report.left()).isEmpty();
		assertThat(report.isGood()).isFalse();
		assertThat(Bound.of(report)).filteredOn((bound) -> !bound.holds())
			.extracting(Bound::name)
			.contains("streams/100 ms and node");
	}

	@Test
	void aSeedDecidesEverything() {
		FleetPlan tiny = new FleetPlan(7, 10, 4, 20, true);
		FleetReport first = FleetReport.of(Story.NODE_DIES, tiny);

		assertThat(FleetReport.of(Story.NODE_DIES, tiny)).isEqualTo(first);
		assertThat(FleetReport.of(Story.NODE_DIES, tiny.withSeed(8)).steps()).isNotEqualTo(first.steps());
	}

	@Test
	void thePeakIsTheMostWithinAnyWindow() {
		Arrivals arrivals = new Arrivals(2);
		for (long time : List.of(5L, 9L, 14L, 15L, 40L)) {
			arrivals.add(1, time);
		}
		arrivals.add(2, 10);

		assertThat(arrivals.peak(10)).as("9, 14 and 15, across a multiple of ten").isEqualTo(3);
		assertThat(arrivals.peak(11)).as("5 to 15").isEqualTo(4);
		assertThat(arrivals.total()).isEqualTo(6);
	}

	@Test
	void whatIsNotUnderstoodIsSaid() {
		assertThatThrownBy(() -> FleetMain.Options.parse("--story", "war")).hasMessageContaining("war")
			.hasMessageContaining("node-dies");
		assertThatThrownBy(() -> FleetMain.Options.parse("--big")).hasMessageContaining("--small");
		assertThat(FleetMain.Options.parse("--small", "--no-jitter").plan()).isEqualTo(FleetPlan.SMALL.withoutJitter());
	}

}
