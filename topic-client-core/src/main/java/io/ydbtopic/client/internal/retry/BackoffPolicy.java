package io.ydbtopic.client.internal.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.stream.ReconnectPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The policy of one stream: {@link ErrorClassifier} judges, {@link Backoff} delays. It
 * counts failures with the same status in a row, so that a token which is refused after a
 * long outage is not taken for one that was refused all along. The trap: each stream
 * needs its own, and each failure is judged once. Confined to the loop of its stream.
 */
public final class BackoffPolicy implements ReconnectPolicy {

	private final RetrySettings settings;

	private final Backoff backoff;

	private final RandomGenerator random;

	/** Status of the failure before; null before the first. */
	private @Nullable StatusCode lastStatus;

	/** Failures in a row with that status, before the one that is judged. */
	private int sameBefore;

	public BackoffPolicy(RetrySettings settings, RandomGenerator random) {
		this.settings = settings;
		this.backoff = new Backoff(settings);
		this.random = random;
	}

	@Override
	public RetryVerdict judge(TopicException error, boolean everConnected, int attempt) {
		this.sameBefore = (attempt > 0 && error.status() == this.lastStatus) ? this.sameBefore + 1 : 0;
		this.lastStatus = error.status();
		int attemptsMax = this.settings.maxAttempts();
		if (attemptsMax > 0 && attempt + 1 >= attemptsMax) {
			return RetryVerdict.FATAL;
		}
		if (error.status().number() < 0) {
			// The client's own failures are judged where they are made.
			return error.verdict();
		}
		return ErrorClassifier.verdict(error.status(), error.issues(), String.valueOf(error.getMessage()),
				new Situation(everConnected, this.sameBefore, this.settings.waitForTopic()));
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
