package io.ydbtopic.client.internal.stream;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthProofTest {

	private static final long BUILT_AT = 1_000;

	private static HealthProof proof(boolean movedData) {
		return new HealthProof(BUILT_AT, Duration.ofSeconds(10), Duration.ofSeconds(2), () -> movedData);
	}

	private static long after(Duration lived) {
		return BUILT_AT + lived.toNanos();
	}

	@Test
	void dataAloneProvesNothing() {
		assertThat(proof(true).isGiven(after(Duration.ofMillis(1_999)))).isFalse();
		assertThat(proof(true).isGiven(after(Duration.ofSeconds(2)))).isTrue();
	}

	@Test
	void withoutDataAConnectionMustLiveForLonger() {
		assertThat(proof(false).isGiven(after(Duration.ofMillis(9_999)))).isFalse();
		assertThat(proof(false).isGiven(after(Duration.ofSeconds(10)))).isTrue();
	}

}
