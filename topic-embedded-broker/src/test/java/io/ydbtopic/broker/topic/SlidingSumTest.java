package io.ydbtopic.broker.topic;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SlidingSumTest {

	@Test
	void whatIsOldFallsOut() {
		SlidingSum sum = new SlidingSum(1_000, 60);
		sum.add(1_700_000_000_000L, 7);
		sum.add(1_700_000_030_000L, 5);
		assertThat(sum.sum(1_700_000_059_999L)).isEqualTo(12);
		assertThat(sum.sum(1_700_000_060_000L)).isEqualTo(5);
		assertThat(sum.sum(1_700_000_090_000L)).isZero();
	}

}
