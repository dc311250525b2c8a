package io.ydbtopic.endurance;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CurveTest {

	private static Curve curve(java.util.function.IntToDoubleFunction of) {
		Curve curve = new Curve("threads", 2);
		IntStream.range(0, 100).forEach((i) -> curve.add(of.applyAsDouble(i)));
		return curve;
	}

	@Test
	void oneThatSwaysIsLevel() {
		assertThat(curve((i) -> 50 + i % 5).isLevel()).isTrue();
		assertThat(curve((i) -> Math.min(i, 20)).isLevel()).as("after the warm-up").isTrue();
	}

	@Test
	void oneThatGrowsIsNot() {
		assertThat(curve((i) -> i).isLevel()).isFalse();
		assertThat(curve((i) -> 50 + i / 5.0).isLevel()).isFalse();
	}

	@Test
	void theAllowanceForgivesALittle() {
		assertThat(curve((i) -> (i < 75) ? 1 : 3).isLevel()).isTrue();
		assertThat(curve((i) -> (i < 75) ? 1 : 4).isLevel()).isFalse();
	}

}
