package io.ydbtopic.client.internal.retry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.StreamFailure;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.stream.ReconnectPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy of one stream: {@link ErrorClassifier} judges, {@link Backoff} delays. It
 * counts failures with the same status in a row, so that a token which is refused after a
 * long outage is not taken for one that was refused all along. The trap: each stream
 * needs its own, and each failure is judged once. Confined to the loop of its stream.
 */
public final class BackoffPolicy implements ReconnectPolicy {

	private static final Logger logger = LoggerFactory.getLogger(BackoffPolicy.class);

	private final RetrySettings settings;

	private final Backoff backoff;

	private final ClientRuntime runtime;

	/** Status of the failure before; null before the first. */
	private @Nullable StatusCode lastStatus;

	/** Failures in a row with that status, before the one that is judged. */
	private int sameBefore;

	/** When the first of the failures in a row came, in monotonic time. */
	private long failingSince;

	public BackoffPolicy(RetrySettings settings, ClientRuntime runtime) {
		this.settings = settings;
		this.backoff = new Backoff(settings);
		this.runtime = runtime;
	}

	@Override
	public RetryVerdict judge(TopicException error, boolean everConnected, int attempt) {
		this.sameBefore = (attempt > 0 && error.status() == this.lastStatus) ? this.sameBefore + 1 : 0;
		this.lastStatus = error.status();
		if (attempt == 0) {
			this.failingSince = this.runtime.nanoTime();
		}
		int attemptsMax = this.settings.maxAttempts();
		if ((attemptsMax > 0 && attempt + 1 >= attemptsMax) || isOutOfTime()
				|| this.settings.giveUpOn().contains(error.status())) {
			return RetryVerdict.FATAL;
		}
		RetryVerdict verdict = ofStatus(error, everConnected);
		boolean wanted = !verdict.isRetriable() && error.status() != StatusCode.CLIENT_CLOSED
				&& this.settings.retryOn().contains(error.status());
		return wanted ? RetryVerdict.RETRY_SLOW : verdict;
	}

	private boolean isOutOfTime() {
		return !this.settings.giveUpAfter().isZero() && timeLeft().isZero();
	}

	private Duration timeLeft() {
		Duration left = this.settings.giveUpAfter().minusNanos(this.runtime.nanoTime() - this.failingSince);
		return left.isNegative() ? Duration.ZERO : left;
	}

	private RetryVerdict ofStatus(TopicException error, boolean everConnected) {
		if (error.status().number() < 0) {
			// The client's own failures are judged where they are made.
			return error.verdict();
		}
		return ErrorClassifier.verdict(error.status(), error.issues(), String.valueOf(error.getMessage()),
				new Situation(everConnected, this.sameBefore, this.settings.waitForTopic()));
	}

	@Override
	public @Nullable CompletableFuture<Boolean> veto(StreamFailure failure) {
		Predicate<StreamFailure> asked = this.settings.giveUpWhen();
		if (asked == null) {
			return null;
		}
		CompletableFuture<Boolean> answer = new CompletableFuture<>();
		this.runtime.userExecutor().execute(() -> {
			try {
				answer.complete(asked.test(failure));
			}
			catch (RuntimeException ex) {
				logger.warn("giveUpWhen failed on {}; it is retried", failure, ex);
				answer.complete(false);
			}
		});
		return answer;
	}

	@Override
	public Duration delay(int attempt, RetryVerdict verdict) {
		Duration delay = this.backoff.delay(attempt, verdict, this.runtime.random());
		if (this.settings.giveUpAfter().isZero()) {
			return delay;
		}
		// The last attempt comes when the time is over, not after a delay that outlives
		// it.
		Duration left = timeLeft();
		return (delay.compareTo(left) > 0) ? left : delay;
	}

	@Override
	public Duration healthyAfter() {
		return this.settings.healthyAfter();
	}

}
