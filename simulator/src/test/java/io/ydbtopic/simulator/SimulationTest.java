package io.ydbtopic.simulator;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A short set of runs; the long one is the command {@code simulate}. */
class SimulationTest {

	private static final int SEEDS = Integer.getInteger("simulator.seeds", 8);

	@Test
	void runsAreGood() {
		for (int seed = 1; seed <= SEEDS; seed++) {
			Run.Result result = new Run(Scenario.of(seed, 2), false).run();
			assertThat(result.violations()).as("seed %d: simulate --seeds 1 --minutes 2 --first-seed %d", seed, seed)
				.isEmpty();
			assertThat(result.counts().get("acknowledged")).isPositive();
			assertThat(result.counts().get("delivered")).isPositive();
		}
	}

	@Test
	void aSeedDecidesEverything() {
		for (int seed = 100; seed < 103; seed++) {
			Run.Result first = new Run(Scenario.of(seed, 1), false).run();
			Run.Result again = new Run(Scenario.of(seed, 1), true).run();
			assertThat(again.hash()).as("seed %d", seed).isEqualTo(first.hash());
			assertThat(again.counts()).isEqualTo(first.counts());
			assertThat(new Run(Scenario.of(seed + 1000, 1), false).run().hash()).isNotEqualTo(first.hash());
		}
	}

	@Test
	void onlyFaultsThatMatterAreLeft() {
		Scenario scenario = Scenario.of(7, 5);
		Fault guilty = scenario.faults().get(3);
		Fault accomplice = scenario.faults().get(8);

		List<Fault> left = new Shrinker((faults) -> faults.contains(guilty) && faults.contains(accomplice), 200)
			.shrink(scenario.faults());

		assertThat(left).containsExactly(guilty, accomplice);
	}

}
