package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Tries again with growing delays, in place: the partition keeps its order and the others
 * go on. What no attempt can cure, and what was tried often enough, goes to the
 * recoverer; without one the partition is held, because losing a message must be an
 * explicit choice. Immutable, thread-safe.
 */
public final class DefaultTopicErrorHandler implements TopicErrorHandler {

	private final Backoff backoff;

	private final FailureClassifier classifier;

	private final @Nullable TopicRecoverer recoverer;

	private final DoubleSupplier random;

	/**
	 * A handler.
	 * @param backoff attempts and delays
	 * @param classifier what is worth another attempt
	 * @param recoverer where messages go in the end; {@code null} to hold the partition
	 * @param random evenly between 0 and 1, for the jitter
	 */
	public DefaultTopicErrorHandler(Backoff backoff, FailureClassifier classifier, @Nullable TopicRecoverer recoverer,
			DoubleSupplier random) {
		this.backoff = backoff;
		this.classifier = classifier;
		this.recoverer = recoverer;
		this.random = random;
	}

	@Override
	public ErrorDecision decide(ListenerFailure failure) {
		if (failure.attempt() < this.backoff.maxAttempts() && this.classifier.isRetryable(failure.cause())) {
			return new ErrorDecision.Retry(this.backoff.delay(failure.attempt(), this.random.getAsDouble()));
		}
		TopicRecoverer target = this.recoverer;
		return (target != null) ? new ErrorDecision.Recover(target) : new ErrorDecision.Stop();
	}

	@Override
	public Duration recoveryDelay(int attempt) {
		return this.backoff.delay(attempt, this.random.getAsDouble());
	}

	@Override
	public String describe() {
		TopicRecoverer target = this.recoverer;
		int attempts = this.backoff.maxAttempts();
		return attempts + ((attempts == 1) ? " attempt" : " attempts") + ", then "
				+ ((target != null) ? target : "hold the partition");
	}

	/**
	 * How often and how fast to try again.
	 *
	 * @param maxAttempts attempts in all, the first included; at least 1
	 * @param initialDelay delay after the first failure
	 * @param multiplier how much it grows each time; at least 1
	 * @param maxDelay longest delay
	 * @param jitter the part of a delay that is left to chance, 0 to 1
	 */
	public record Backoff(int maxAttempts, Duration initialDelay, double multiplier, Duration maxDelay, double jitter) {

		/** Longer than this is a mistake of units. */
		private static final Duration LONGEST = Duration.ofDays(1);

		/** 0.5 s, doubling up to 30 s, ten attempts. */
		public static final Backoff DEFAULT = new Backoff(10, Duration.ofMillis(500), 2, Duration.ofSeconds(30), 0.5);

		public Backoff {
			if (maxAttempts < 1) {
				throw new IllegalArgumentException("maxAttempts: " + maxAttempts + " (expected: at least 1)");
			}
			checkTime("initialDelay", initialDelay);
			checkTime("maxDelay", maxDelay);
			if (!(multiplier >= 1 && multiplier <= 100)) {
				throw new IllegalArgumentException("multiplier: " + multiplier + " (expected: between 1 and 100)");
			}
			if (!(jitter >= 0 && jitter <= 1)) {
				throw new IllegalArgumentException("jitter: " + jitter + " (expected: between 0 and 1)");
			}
		}

		private static void checkTime(String name, Duration value) {
			if (value.isNegative() || value.compareTo(LONGEST) > 0) {
				throw new IllegalArgumentException(
						name + ": " + value + " (expected: between " + Duration.ZERO + " and " + LONGEST + ")");
			}
		}

		/**
		 * The delay after a failure.
		 * @param attempt how often it was tried, 1 at first
		 * @param chance between 0 and 1
		 */
		Duration delay(int attempt, double chance) {
			double grown = (double) this.initialDelay.toMillis() * Math.pow(this.multiplier, attempt - 1.0);
			double bound = Math.min(grown, (double) this.maxDelay.toMillis());
			return Duration.ofMillis(Math.round(bound * (1 - this.jitter * chance)));
		}

	}

}
