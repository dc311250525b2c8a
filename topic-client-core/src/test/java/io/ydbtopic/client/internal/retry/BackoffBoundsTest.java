package io.ydbtopic.client.internal.retry;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.error.RetryVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BackoffBoundsTest {

	private static final Duration NANO = Duration.ofNanos(1);

	private final Backoff backoff = new Backoff(RetrySettings.DEFAULT);

	@ParameterizedTest
	@CsvSource({ "0, RETRY_FAST, 5", "1, RETRY_FAST, 10", "2, RETRY_FAST, 20", "9, RETRY_FAST, 2560",
			"10, RETRY_FAST, 5120", "11, RETRY_FAST, 5120", "2147483647, RETRY_FAST, 5120", "0, RETRY_SLOW, 500",
			"1, RETRY_SLOW, 1000", "5, RETRY_SLOW, 16000", "6, RETRY_SLOW, 32000", "7, RETRY_SLOW, 32000" })
	void delaysReachExactlyFromTheFloorToTheBound(int attempt, RetryVerdict verdict, long boundMillis) {
		Duration bound = Duration.ofMillis(boundMillis);
		assertThat(this.backoff.delay(attempt, verdict, most())).isEqualTo(bound);
		assertThat(this.backoff.delay(attempt, verdict, least())).isEqualTo(Duration.ofMillis(1));
		assertThat(this.backoff.bound(attempt, verdict)).isEqualTo(bound);
	}

	@Test
	void delaysAreSpreadEvenly() {
		Random random = new Random(42);
		int draws = 100_000;
		int[] buckets = new int[10];
		long sum = 0;
		for (int i = 0; i < draws; i++) {
			long nanos = this.backoff.delay(6, RetryVerdict.RETRY_SLOW, random).toNanos();
			sum += nanos;
			buckets[(int) Math.min(9, nanos / Duration.ofMillis(3200).toNanos())]++;
		}
		assertThat(sum / draws / 1_000_000).as("mean, half of the bound").isBetween(15_800L, 16_200L);
		for (int bucket : buckets) {
			assertThat(bucket).as("draws in a tenth of the range").isBetween(9_600, 10_400);
		}
	}

	@Test
	void theSameSeedGivesTheSameDelays() {
		Random one = new Random(7);
		Random two = new Random(7);
		for (int attempt = 0; attempt < 20; attempt++) {
			assertThat(this.backoff.delay(attempt, RetryVerdict.RETRY_FAST, one))
				.isEqualTo(this.backoff.delay(attempt, RetryVerdict.RETRY_FAST, two));
		}
	}

	@Test
	void settingsChangeTheScales() {
		Backoff own = new Backoff(RetrySettings.builder()
			.fastBase(Duration.ofSeconds(2))
			.fastDoublings(1)
			.slowBase(Duration.ofSeconds(7))
			.slowDoublings(0)
			.build());
		assertThat(own.delay(5, RetryVerdict.RETRY_FAST, most())).isEqualTo(Duration.ofSeconds(4));
		assertThat(own.delay(5, RetryVerdict.RETRY_SLOW, most())).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void theLargestSettingsDoNotOverflow() {
		Backoff own = new Backoff(RetrySettings.builder().slowBase(Duration.ofMinutes(5)).slowDoublings(20).build());
		assertThat(own.delay(1000, RetryVerdict.RETRY_SLOW, most())).isEqualTo(Duration.ofMinutes(5L << 20));
	}

	@Test
	void aFatalFailureHasNoDelay() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.backoff.delay(0, RetryVerdict.FATAL, least()))
			.withMessageContaining("FATAL");
		assertThatIllegalArgumentException().isThrownBy(() -> this.backoff.delay(-1, RetryVerdict.RETRY_FAST, least()))
			.withMessageContaining("-1");
	}

	/** Draws the largest value that is allowed. */
	private static RandomGenerator most() {
		return new RandomGenerator() {

			@Override
			public long nextLong() {
				throw new IllegalStateException("an unbounded draw");
			}

			@Override
			public long nextLong(long bound) {
				return bound - NANO.toNanos();
			}

		};
	}

	/** Draws zero. */
	private static RandomGenerator least() {
		return () -> 0;
	}

}
