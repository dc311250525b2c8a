package io.ydbtopic.client;

import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

import io.ydbtopic.client.error.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * When a stream reconnects and when it gives up. Delays are drawn evenly between zero and
 * a bound that doubles with each attempt. Immutable.
 */
public final class RetrySettings {

	private final Duration fastBase;

	private final int fastDoublings;

	private final Duration slowBase;

	private final int slowDoublings;

	private final Duration healthyAfter;

	private final int maxAttempts;

	private final Duration giveUpAfter;

	private final Set<StatusCode> giveUpOn;

	private final Set<StatusCode> retryOn;

	private final @Nullable Predicate<StreamFailure> giveUpWhen;

	private final boolean waitForTopic;

	private RetrySettings(Builder builder) {
		this.fastBase = builder.fastBase;
		this.fastDoublings = builder.fastDoublings;
		this.slowBase = builder.slowBase;
		this.slowDoublings = builder.slowDoublings;
		this.healthyAfter = builder.healthyAfter;
		this.maxAttempts = builder.maxAttempts;
		this.giveUpAfter = builder.giveUpAfter;
		this.giveUpOn = Set.copyOf(builder.giveUpOn);
		this.retryOn = Set.copyOf(builder.retryOn);
		this.giveUpWhen = builder.giveUpWhen;
		this.waitForTopic = builder.waitForTopic;
	}

	/** Reconnects without limit; a missing topic is an error. */
	public static final RetrySettings DEFAULT = builder().build();

	/**
	 * A builder with default settings.
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * A builder that starts from these settings.
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.fastBase = this.fastBase;
		builder.fastDoublings = this.fastDoublings;
		builder.slowBase = this.slowBase;
		builder.slowDoublings = this.slowDoublings;
		builder.healthyAfter = this.healthyAfter;
		builder.maxAttempts = this.maxAttempts;
		builder.giveUpAfter = this.giveUpAfter;
		builder.giveUpOn = this.giveUpOn;
		builder.retryOn = this.retryOn;
		builder.giveUpWhen = this.giveUpWhen;
		builder.waitForTopic = this.waitForTopic;
		return builder;
	}

	/**
	 * Bound of the first delay after an ordinary failure.
	 */
	public Duration fastBase() {
		return this.fastBase;
	}

	/**
	 * How often that bound doubles at most.
	 */
	public int fastDoublings() {
		return this.fastDoublings;
	}

	/**
	 * Bound of the first delay when the server is overloaded.
	 */
	public Duration slowBase() {
		return this.slowBase;
	}

	/**
	 * How often that bound doubles at most.
	 */
	public int slowDoublings() {
		return this.slowDoublings;
	}

	/**
	 * How long a connection must live, without moving data, until earlier failures are
	 * forgotten.
	 */
	public Duration healthyAfter() {
		return this.healthyAfter;
	}

	/**
	 * Attempts in a row without success after which the stream fails for good; 0 means no
	 * limit.
	 */
	public int maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * How long a stream goes on without a connection that proved itself until it fails
	 * for good; zero means no limit.
	 */
	public Duration giveUpAfter() {
		return this.giveUpAfter;
	}

	/**
	 * Statuses that end the stream at once, though they would be retried by default.
	 */
	public Set<StatusCode> giveUpOn() {
		return this.giveUpOn;
	}

	/**
	 * Statuses that are retried at the slow pace, though they would end the stream by
	 * default.
	 */
	public Set<StatusCode> retryOn() {
		return this.retryOn;
	}

	/**
	 * Which failures end the stream, though they would be retried by default; null if
	 * that is decided by status alone.
	 */
	public @Nullable Predicate<StreamFailure> giveUpWhen() {
		return this.giveUpWhen;
	}

	/**
	 * Whether a missing topic is waited for instead of being an error.
	 */
	public boolean waitForTopic() {
		return this.waitForTopic;
	}

	/**
	 * Collects settings; not thread-safe.
	 */
	public static final class Builder {

		private Duration fastBase = Duration.ofMillis(5);

		private int fastDoublings = 10;

		private Duration slowBase = Duration.ofMillis(500);

		private int slowDoublings = 6;

		private Duration healthyAfter = Duration.ofSeconds(10);

		private int maxAttempts = 0;

		private Duration giveUpAfter = Duration.ZERO;

		private Set<StatusCode> giveUpOn = Set.of();

		private Set<StatusCode> retryOn = Set.of();

		private @Nullable Predicate<StreamFailure> giveUpWhen;

		private boolean waitForTopic = false;

		private Builder() {
		}

		/**
		 * Bound of the first delay after an ordinary failure.
		 */
		public Builder fastBase(Duration fastBase) {
			Checks.duration("fastBase", fastBase, Checks.SHORTEST, Duration.ofMinutes(1));
			this.fastBase = fastBase;
			return this;
		}

		/**
		 * How often that bound doubles at most.
		 */
		public Builder fastDoublings(int fastDoublings) {
			Checks.range("fastDoublings", fastDoublings, 0, 20);
			this.fastDoublings = fastDoublings;
			return this;
		}

		/**
		 * Bound of the first delay when the server is overloaded.
		 */
		public Builder slowBase(Duration slowBase) {
			Checks.duration("slowBase", slowBase, Checks.SHORTEST, Duration.ofMinutes(5));
			this.slowBase = slowBase;
			return this;
		}

		/**
		 * How often that bound doubles at most.
		 */
		public Builder slowDoublings(int slowDoublings) {
			Checks.range("slowDoublings", slowDoublings, 0, 20);
			this.slowDoublings = slowDoublings;
			return this;
		}

		/**
		 * How long a connection must live, without moving data, until earlier failures
		 * are forgotten.
		 */
		public Builder healthyAfter(Duration healthyAfter) {
			Checks.duration("healthyAfter", healthyAfter, Checks.SHORTEST, Checks.LONGEST);
			this.healthyAfter = healthyAfter;
			return this;
		}

		/**
		 * Attempts in a row without success after which the stream fails for good; 0
		 * means no limit.
		 */
		public Builder maxAttempts(int maxAttempts) {
			Checks.range("maxAttempts", maxAttempts, 0, Integer.MAX_VALUE);
			this.maxAttempts = maxAttempts;
			return this;
		}

		/**
		 * How long a stream goes on without a connection that proved itself until it
		 * fails for good; zero means no limit.
		 */
		public Builder giveUpAfter(Duration giveUpAfter) {
			Checks.duration("giveUpAfter", giveUpAfter, Duration.ZERO, Checks.LONGEST);
			this.giveUpAfter = giveUpAfter;
			return this;
		}

		/**
		 * Statuses that end the stream at once, though they would be retried by default.
		 */
		public Builder giveUpOn(StatusCode... statuses) {
			this.giveUpOn = Set.of(statuses);
			return this;
		}

		/**
		 * Statuses that are retried at the slow pace, though they would end the stream by
		 * default. That the application closed it is none of them.
		 */
		public Builder retryOn(StatusCode... statuses) {
			this.retryOn = Set.of(statuses);
			return this;
		}

		/**
		 * Which failures end the stream, though they would be retried by default: by
		 * status, issues, message, kind of stream or attempt. It is asked on a user
		 * thread, once for each failure that would be retried, while the stream waits
		 * before the next attempt; it may be asked by many streams at once. If it throws,
		 * or has no answer five seconds after that wait, the stream is retried.
		 */
		public Builder giveUpWhen(@Nullable Predicate<StreamFailure> giveUpWhen) {
			this.giveUpWhen = giveUpWhen;
			return this;
		}

		/**
		 * Whether a missing topic is waited for instead of being an error.
		 */
		public Builder waitForTopic(boolean waitForTopic) {
			this.waitForTopic = waitForTopic;
			return this;
		}

		/**
		 * The settings.
		 * @throws IllegalArgumentException if a value is missing or two contradict each
		 * other
		 */
		public RetrySettings build() {
			for (StatusCode status : this.giveUpOn) {
				if (this.retryOn.contains(status)) {
					throw new IllegalArgumentException(
							"retryOn: " + status + ", which giveUpOn has as well (expected: in one of them)");
				}
			}
			return new RetrySettings(this);
		}

	}

}
