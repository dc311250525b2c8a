package io.ydbtopic.client.internal.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.stream.ReconnectPolicy;

/**
 * The retry table and the backoff, as the settings want them.
 */
public final class BackoffPolicy implements ReconnectPolicy {

	private final RetrySettings settings;

	private final Backoff backoff;

	private final RandomGenerator random;

	public BackoffPolicy(RetrySettings settings, RandomGenerator random) {
		this.settings = settings;
		this.backoff = new Backoff(settings);
		this.random = random;
	}

	@Override
	public RetryVerdict judge(TopicException error, boolean everConnected, int attempt) {
		if (this.settings.maxAttempts() > 0 && attempt + 1 >= this.settings.maxAttempts()) {
			return RetryVerdict.FATAL;
		}
		return ErrorClassifier.judge(error, new Situation(everConnected, attempt, this.settings.waitForTopic()));
	}

	@Override
	public Duration delay(int attempt, RetryVerdict verdict) {
		return this.backoff.delay(attempt, verdict, this.random);
	}

	@Override
	public Duration healthyAfter() {
		return this.settings.healthyAfter();
	}

}
