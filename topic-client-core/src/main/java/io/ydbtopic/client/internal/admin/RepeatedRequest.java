package io.ydbtopic.client.internal.admin;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.retry.Backoff;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Waits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that is repeated on retriable failures until it succeeds or its time is over;
 * then it fails with the failure that tells most: the last one that was not just the end
 * of the time. A refusal after an attempt whose answer was lost is looked into, for it
 * may mean that the attempt was carried out. Its future is always completed, on a user
 * thread. Confined to its loop.
 *
 * @param <T> the result
 */
final class RepeatedRequest<T> {

	private static final Logger logger = LoggerFactory.getLogger(RepeatedRequest.class);

	private final String what;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final Backoff backoff = new Backoff(RetrySettings.DEFAULT);

	private final Duration timeout;

	/** Makes one attempt within the given time. */
	private final Function<Duration, CompletableFuture<T>> attempt;

	private final LostAnswer lostAnswer;

	private final CompletableFuture<T> result = new CompletableFuture<>();

	private final long deadline;

	/** Attempts that failed. */
	private int failures;

	/** An attempt may have been carried out though it failed. */
	private boolean answerLost;

	/** The last failure; null before the first. */
	private @Nullable TopicException lastError;

	RepeatedRequest(String what, ClientRuntime runtime, SerialLoop loop, Duration timeout,
			Function<Duration, CompletableFuture<T>> attempt, LostAnswer lostAnswer) {
		this.what = what;
		this.runtime = runtime;
		this.loop = loop;
		this.timeout = timeout;
		this.attempt = attempt;
		this.lostAnswer = lostAnswer;
		this.deadline = runtime.nanoTime() + timeout.toNanos();
	}

	/** Begins; called once, from any thread. */
	CompletableFuture<T> start() {
		this.loop.execute(this::tryOnce);
		return this.result;
	}

	private Duration timeLeft() {
		return Duration.ofNanos(this.deadline - this.runtime.nanoTime());
	}

	private void tryOnce() {
		this.loop.assertInLoop();
		if (this.result.isDone()) {
			// Cancelled by the caller.
			return;
		}
		CompletableFuture<T> answer;
		try {
			answer = this.attempt.apply(timeLeft());
		}
		catch (RuntimeException ex) {
			answer = CompletableFuture.failedFuture(ex);
		}
		answer.whenComplete((value, error) -> this.loop.execute(() -> answered(value, error)));
	}

	private void answered(@Nullable T answer, @Nullable Throwable error) {
		if (error == null) {
			onUserThread(() -> this.result.complete(answer));
			return;
		}
		TopicException failure = asTopicException(Waits.unwrap(error));
		boolean onlyTime = failure.status() == StatusCode.TRANSPORT_DEADLINE_EXCEEDED;
		TopicException known = this.lastError;
		if (known == null || !onlyTime) {
			this.lastError = failure;
			known = failure;
		}
		if (!failure.verdict().isRetriable()) {
			refused(failure);
			return;
		}
		this.answerLost |= LostAnswer.isPossibleAfter(failure.status());
		Duration delay = this.backoff.delay(this.failures++, failure.verdict(), this.runtime.random());
		if (timeLeft().compareTo(delay) <= 0) {
			fail(new TopicException(
					known.getMessage() + " (gave up after " + this.failures + " attempts within " + this.timeout + ")",
					known.status(), known.issues(), known.verdict(), known));
			return;
		}
		logger.debug("{}: {}; attempt {} in {} ms", this.what, failure.getMessage(), this.failures + 1,
				delay.toMillis());
		Scheduled unused = this.loop.schedule(this.what + " backoff", delay, this::tryOnce);
	}

	private void refused(TopicException refusal) {
		Duration left = timeLeft();
		if (!this.answerLost || left.isNegative() || left.isZero()) {
			fail(refusal);
			return;
		}
		CompletableFuture<Boolean> check;
		try {
			check = this.lostAnswer.wasDone(refusal, left);
		}
		catch (RuntimeException ex) {
			check = CompletableFuture.failedFuture(ex);
		}
		check.whenComplete((done, error) -> this.loop.execute(() -> lookedInto(refusal, done, error)));
	}

	private void lookedInto(TopicException refusal, @Nullable Boolean done, @Nullable Throwable error) {
		if (Boolean.TRUE.equals(done)) {
			logger.debug("{}: {}; what was asked for is done, an earlier answer was lost", this.what,
					refusal.getMessage());
			onUserThread(() -> this.result.complete(null));
			return;
		}
		if (error != null) {
			refusal.addSuppressed(Waits.unwrap(error));
		}
		fail(refusal);
	}

	/**
	 * What is no failure of the server is a mistake, which the next attempt would repeat.
	 */
	private TopicException asTopicException(Throwable error) {
		return (error instanceof TopicException known) ? known : new TopicException(
				this.what + ": failed in the client", StatusCode.CLIENT_INTERNAL, List.of(), RetryVerdict.FATAL, error);
	}

	private void fail(TopicException failure) {
		onUserThread(() -> this.result.completeExceptionally(failure));
	}

	private void onUserThread(Runnable completion) {
		try {
			this.runtime.userExecutor().execute(completion);
		}
		catch (RejectedExecutionException ex) {
			// The client is closed: better here than never.
			completion.run();
		}
	}

}
