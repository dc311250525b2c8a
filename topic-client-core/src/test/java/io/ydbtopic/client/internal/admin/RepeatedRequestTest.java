package io.ydbtopic.client.internal.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.retry.ErrorClassifier;
import io.ydbtopic.client.internal.retry.Situation;
import io.ydbtopic.client.internal.transport.OtherUserThreads;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class RepeatedRequestTest {

	private static final TopicException AWAY = new TopicException("away", StatusCode.UNAVAILABLE,
			RetryVerdict.RETRY_FAST);

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	/** Time that each attempt was given. */
	private final List<Duration> attempts = new ArrayList<>();

	private CompletableFuture<String> start(Function<Integer, CompletableFuture<String>> server) {
		return start(server, LostAnswer.NEVER);
	}

	private CompletableFuture<String> start(Function<Integer, CompletableFuture<String>> server,
			LostAnswer lostAnswer) {
		CompletableFuture<String> result = new RepeatedRequest<String>("drop topic 't'", this.runtime,
				this.runtime.newLoop("admin"), Duration.ofSeconds(30), (timeout) -> {
					this.attempts.add(timeout);
					return server.apply(this.attempts.size());
				}, lostAnswer)
			.start();
		this.runtime.settle();
		return result;
	}

	private static TopicException errorOf(CompletableFuture<?> future) {
		return (TopicException) future.handle((value, error) -> error).join();
	}

	@Test
	void aFailureThatPassesIsNotSeen() {
		CompletableFuture<String> result = start(
				(attempt) -> (attempt < 4) ? CompletableFuture.failedFuture(new CompletionException(AWAY))
						: CompletableFuture.completedFuture("ok"));
		this.runtime.advance(Duration.ofSeconds(1));
		assertThat(result).isCompletedWithValue("ok");
		assertThat(this.attempts).hasSize(4);
		assertThat(this.attempts.get(0)).isEqualTo(Duration.ofSeconds(30));
		assertThat(this.attempts.get(3)).isLessThan(Duration.ofSeconds(30));
		assertThat(this.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void aFailureThatStaysIsToldWhenTheTimeIsOver() {
		CompletableFuture<String> result = start((attempt) -> CompletableFuture.failedFuture(AWAY));
		this.runtime.advance(Duration.ofSeconds(30));
		TopicException error = errorOf(result);
		assertThat(error).hasMessageMatching("away \\(gave up after \\d+ attempts within PT30S\\)").hasCause(AWAY);
		assertThat(error.status()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.attempts.size()).isBetween(10, 60);
		assertThat(this.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void aFatalFailureIsToldAtOnce() {
		TopicException missing = new TopicException("missing", StatusCode.SCHEME_ERROR, RetryVerdict.FATAL);
		assertThat(errorOf(start((attempt) -> CompletableFuture.failedFuture(missing)))).isSameAs(missing);
		assertThat(this.attempts).hasSize(1);
	}

	@Test
	void theEndOfTheTimeDoesNotHideTheFailureBefore() {
		TopicException late = new TopicException("no answer", StatusCode.TRANSPORT_DEADLINE_EXCEEDED,
				RetryVerdict.RETRY_SLOW);
		CompletableFuture<CompletableFuture<String>> second = new CompletableFuture<>();
		CompletableFuture<String> result = start((attempt) -> {
			if (attempt == 1) {
				return CompletableFuture.failedFuture(AWAY);
			}
			CompletableFuture<String> open = new CompletableFuture<>();
			second.complete(open);
			return open;
		});
		this.runtime.advance(Duration.ofSeconds(30));
		second.join().completeExceptionally(late);
		this.runtime.settle();
		assertThat(errorOf(result)).hasMessage("away (gave up after 2 attempts within PT30S)");
	}

	@Test
	void aResultThatNobodyWantsAnyMoreStopsTheAttempts() {
		CompletableFuture<String> result = start((attempt) -> CompletableFuture.failedFuture(AWAY));
		result.cancel(false);
		int before = this.attempts.size();
		this.runtime.advance(Duration.ofSeconds(30));
		assertThat(this.attempts).hasSize(before);
	}

	@Test
	void aClientThatIsClosedCompletesItsRequestsAnyway() {
		CompletableFuture<String> result = new RepeatedRequest<String>("x",
				new OtherUserThreads(this.runtime, (task) -> {
					throw new RejectedExecutionException();
				}), this.runtime.newLoop("admin"), Duration.ofSeconds(1),
				(timeout) -> CompletableFuture.completedFuture("ok"), LostAnswer.NEVER)
			.start();
		this.runtime.settle();
		assertThat(result).isCompletedWithValue("ok");
	}

	@Test
	void aBugInAnAttemptIsAFailureNotAHang() {
		CompletableFuture<String> result = start(
				(attempt) -> CompletableFuture.failedFuture(new IllegalStateException("bug")));
		assertThat(errorOf(result)).hasMessage("drop topic 't': failed in the client").hasRootCauseMessage("bug");
		assertThat(errorOf(start((attempt) -> {
			throw new IllegalStateException("thrown");
		}))).hasRootCauseMessage("thrown");
	}

	private static final TopicException CUT = new TopicException("cut", StatusCode.TRANSPORT_UNAVAILABLE,
			RetryVerdict.RETRY_FAST);

	private static TopicException missing() {
		return new TopicException("missing", StatusCode.SCHEME_ERROR, RetryVerdict.FATAL);
	}

	private CompletableFuture<String> startAndRefuse(TopicException first, TopicException refusal,
			LostAnswer lostAnswer) {
		CompletableFuture<String> result = start(
				(attempt) -> CompletableFuture.failedFuture((attempt == 1) ? first : refusal), lostAnswer);
		this.runtime.advance(Duration.ofSeconds(1));
		return result;
	}

	@Test
	void aRefusalAfterALostAnswerIsSuccessIfTheRequestWasCarriedOut() {
		List<Duration> left = new ArrayList<>();
		TopicException refusal = missing();
		CompletableFuture<String> result = startAndRefuse(CUT, refusal, (asked, timeLeft) -> {
			assertThat(asked).isSameAs(refusal);
			left.add(timeLeft);
			return CompletableFuture.completedFuture(true);
		});
		assertThat(result).isCompletedWithValue(null);
		assertThat(left).hasSize(1).allSatisfy((time) -> assertThat(time).isLessThan(Duration.ofSeconds(30)));
	}

	@Test
	void aRefusalAfterALostAnswerStaysOneIfTheRequestWasNotCarriedOut() {
		TopicException refusal = missing();
		assertThat(errorOf(startAndRefuse(CUT, refusal, (asked, timeLeft) -> CompletableFuture.completedFuture(false))))
			.isSameAs(refusal)
			.hasNoSuppressedExceptions();
	}

	@Test
	void aRefusalStaysOneIfNobodyCanTell() {
		TopicException refusal = missing();
		assertThat(errorOf(startAndRefuse(CUT, refusal, (asked, timeLeft) -> CompletableFuture.failedFuture(AWAY))))
			.isSameAs(refusal)
			.hasSuppressedException(AWAY);
		IllegalStateException bug = new IllegalStateException("bug");
		TopicException second = missing();
		this.attempts.clear();
		assertThat(errorOf(startAndRefuse(CUT, second, (asked, timeLeft) -> {
			throw bug;
		}))).isSameAs(second).hasSuppressedException(bug);
	}

	@Test
	void aRefusalIsOneWhenNoAnswerWasLost() {
		TopicException refusal = missing();
		LostAnswer unasked = (asked, timeLeft) -> {
			throw new AssertionError("the server had answered that nothing was done");
		};
		assertThat(errorOf(startAndRefuse(AWAY, refusal, unasked))).isSameAs(refusal).hasNoSuppressedExceptions();
		this.attempts.clear();
		assertThat(errorOf(start((attempt) -> CompletableFuture.failedFuture(refusal), unasked))).isSameAs(refusal)
			.hasNoSuppressedExceptions();
	}

	@ParameterizedTest
	@EnumSource(StatusCode.class)
	void aStatusThatLeavesItOpenIsNoneThatForbidsToTryAgain(StatusCode status) {
		RetryVerdict verdict = ErrorClassifier.verdict(status, List.of(), "", Situation.FIRST);
		assertThat(LostAnswer.isPossibleAfter(status) && !verdict.isRetriable()).isFalse();
	}

}
