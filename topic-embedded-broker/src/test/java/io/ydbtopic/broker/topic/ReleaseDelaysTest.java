package io.ydbtopic.broker.topic;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReleaseDelaysTest {

	@Test
	void theyDoubleToAnUpperLimitAndBeginAgain() {
		ReleaseDelays delays = new ReleaseDelays();
		for (int seconds : new int[] { 1, 2, 4, 8, 16, 32, 64, 64 }) {
			assertThat(delays.next(3)).isEqualTo(Duration.ofSeconds(seconds));
		}
		assertThat(delays.next(4)).isEqualTo(Duration.ofSeconds(1));
		delays.forget(3);
		assertThat(delays.next(3)).isEqualTo(Duration.ofSeconds(1));
	}

}
