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
import io.ydbtopic.client.internal.transport.OtherUserThreads;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RepeatedRequestTest {

	private static final TopicException AWAY = new TopicException("away", StatusCode.UNAVAILABLE,
			RetryVerdict.RETRY_FAST);

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	/** Time that each attempt was given. */
	private final List<Duration> attempts = new ArrayList<>();

	private CompletableFuture<String> start(Function<Integer, CompletableFuture<String>> server) {
		CompletableFuture<String> result = new RepeatedRequest<String>("drop topic 't'", this.runtime,
				this.runtime.newLoop("admin"), Duration.ofSeconds(30), (timeout) -> {
					this.attempts.add(timeout);
					return server.apply(this.attempts.size());
				})
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
				(timeout) -> CompletableFuture.completedFuture("ok"))
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

}
