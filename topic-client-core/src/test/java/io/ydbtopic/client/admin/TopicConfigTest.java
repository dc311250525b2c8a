package io.ydbtopic.client.admin;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TopicConfigTest {

	@Test
	void badValuesAreRefusedWithWhatIsExpected() {
		refused(() -> TopicConfig.builder().partitions(0), "partitions: 0 (expected: 1 or more)");
		refused(() -> TopicConfig.builder().retention(Duration.ofMillis(-1)),
				"retention: PT-0.001S (expected: between PT1S and PT596523H14M7S)");
		refused(() -> TopicConfig.builder().retention(Duration.ofSeconds(Long.MAX_VALUE)), "retention: ");
		refused(() -> TopicConfig.builder().retentionStorageMb(-1), "retentionStorageMb: -1 (expected: 0 or more)");
		refused(() -> TopicConfig.builder().partitionWriteSpeedBytesPerSecond(-1),
				"partitionWriteSpeedBytesPerSecond: -1 (expected: 0 or more)");
		refused(() -> TopicConfig.builder().partitionWriteBurstBytes(-1),
				"partitionWriteBurstBytes: -1 (expected: 0 or more)");
		refused(() -> TopicConfig.builder().consumer(" "), "consumer: blank (expected: a name)");
		refused(() -> new AutoPartitioning(ScalingStrategy.SCALE_UP, -1, Duration.ZERO, 0, 0),
				"maxActivePartitions: -1 (expected: 0 or more)");
		refused(() -> new AutoPartitioning(ScalingStrategy.SCALE_UP, 1, Duration.ZERO, 101, 0),
				"upUtilizationPercent: 101 (expected: between 0 and 100)");
		refused(() -> TopicChange.builder().partitions(-3), "partitions: -3 (expected: 1 or more)");
		refused(() -> TopicChange.builder().stabilizationWindow(Duration.ZERO), "stabilizationWindow: PT0S");
		refused(() -> TopicChange.builder().downUtilizationPercent(-1), "downUtilizationPercent: -1");
		refused(() -> TopicChange.builder().dropConsumer(""), "consumer: blank");
		refused(() -> ConsumerChange.of(""), "consumer: blank");
		refused(() -> TopicConfig.builder().metricsLevel(-1), "metricsLevel: -1 (expected: 0 or more)");
		refused(() -> TopicChange.builder().metricsLevel(-1), "metricsLevel: -1 (expected: 0 or more)");
		refused(() -> ConsumerConfig.of("a").withAvailabilityPeriod(Duration.ZERO),
				"availabilityPeriod: PT0S (expected: between PT1S and PT596523H14M7S)");
		refused(() -> ConsumerChange.of("a").withAvailabilityPeriod(Duration.ofDays(30_000)), "availabilityPeriod: ");
		refused(() -> new ConsumerChange("a", null, null, null, Map.of(), Duration.ofSeconds(1), true),
				"availabilityPeriod: PT1S, and reset (expected: one of both)");
	}

	private static void refused(ThrowingCallable call, String message) {
		assertThatIllegalArgumentException().isThrownBy(call).withMessageStartingWith(message);
	}

	@Test
	void theDefaultsLeaveTheChoiceToTheServer() {
		assertThat(TopicConfig.defaults()).isEqualTo(
				new TopicConfig(1, AutoPartitioning.DISABLED, Duration.ZERO, 0, List.of(), 0, 0, Map.of(), List.of()));
		assertThat(AutoPartitioning.scaleUp(7).maxActivePartitions()).isEqualTo(7);
		assertThat(ConsumerConfig.of("a").withAttributes(Map.of("k", "v")).attributes()).containsEntry("k", "v");
		assertThat(ConsumerChange.of("a").withAttributes(Map.of("k", "v")).attributes()).containsEntry("k", "v");
	}

}
