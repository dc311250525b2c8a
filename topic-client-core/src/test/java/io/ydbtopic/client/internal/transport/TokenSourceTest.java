package io.ydbtopic.client.internal.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TokenSourceTest {

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	private final SerialLoop loop = this.runtime.newLoop("transport");

	private TokenSource source(TokenProvider provider) {
		return new TokenSource("c", provider, this.runtime, this.loop);
	}

	private static Throwable errorOf(CompletableFuture<?> future) {
		return future.handle((value, error) -> error).join();
	}

	@Test
	void callsThatOpenTogetherShareOneQuestion() {
		List<Runnable> questions = new ArrayList<>();
		AtomicInteger asked = new AtomicInteger();
		TokenSource source = new TokenSource("c", () -> "t" + asked.incrementAndGet(),
				new OtherUserThreads(this.runtime, questions::add), this.loop);
		List<CompletableFuture<Token>> answers = List.of(source.token(), source.token(), source.token());
		this.runtime.settle();
		assertThat(questions).hasSize(1);
		questions.remove(0).run();
		this.runtime.settle();
		assertThat(answers).allMatch((answer) -> "t1".equals(answer.join().value()));
		CompletableFuture<Token> later = source.token();
		this.runtime.settle();
		questions.remove(0).run();
		this.runtime.settle();
		assertThat(later.join().value()).as("a later call asks anew").isEqualTo("t2");
		assertThat(this.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void aFailureNamesTheTypeAlone() {
		CompletableFuture<Token> answer = source(() -> {
			throw new IllegalStateException("the secret is s3cret");
		}).token();
		this.runtime.settle();
		assertThat(errorOf(answer)).isInstanceOfSatisfying(TopicException.class, (error) -> {
			assertThat(error).hasMessage("c: the token provider failed with java.lang.IllegalStateException")
				.hasNoCause();
			assertThat(error.status()).isEqualTo(StatusCode.UNAVAILABLE);
			assertThat(error.verdict()).isEqualTo(RetryVerdict.RETRY_FAST);
		});
	}

	@Test
	void blanksAroundATokenAreDropped() {
		assertThat(Token.of(" t0ken\n").value()).isEqualTo("t0ken");
		assertThat(Token.of(null).value()).isNull();
		assertThat(Token.of("  ").value()).isNull();
	}

	@Test
	void aTokenThatNoHeaderCarriesIsRefusedAndNotShown() {
		CompletableFuture<Token> answer = source(() -> "s3cret\nx").token();
		this.runtime.settle();
		assertThat(errorOf(answer)).hasMessage("c: the token provider gave a bad one: the token has a character at "
				+ "position 6 that a header can't carry (expected: printable ASCII)");
		assertThatIllegalArgumentException().isThrownBy(() -> Token.of("s3cret\u00e9"))
			.withMessageNotContainingAny("s3cret");
	}

	@Test
	void aTokenIsNotShown() {
		assertThat(Token.of("s3cret")).hasToString("<token>");
		assertThat(Token.of(null)).hasToString("<no token>");
		assertThat(Token.of("s3cret").hideIn("refused: s3cret, s3cret")).isEqualTo("refused: <token>, <token>");
		assertThat(Token.of(null).hideIn("refused")).isEqualTo("refused");
	}

	@Test
	void aProviderThatHangsCostsABoundedNumberOfThreads() {
		List<Runnable> hanging = new ArrayList<>();
		TokenSource source = new TokenSource("c", () -> "late", new OtherUserThreads(this.runtime, hanging::add),
				this.loop);
		for (int i = 0; i < TokenSource.HANGING_MAX; i++) {
			CompletableFuture<Token> answer = source.token();
			this.runtime.advance(TokenSource.TIME_LIMIT);
			assertThat(errorOf(answer)).hasMessage("c: the token provider did not answer within PT10S");
		}
		CompletableFuture<Token> refused = source.token();
		this.runtime.settle();
		assertThat(errorOf(refused)).hasMessage("c: the token provider has not answered 4 earlier questions");
		assertThat(hanging).hasSize(TokenSource.HANGING_MAX);
		assertThat(this.runtime.pendingTimers()).isEmpty();

		hanging.remove(0).run();
		CompletableFuture<Token> next = source.token();
		this.runtime.settle();
		hanging.remove(hanging.size() - 1).run();
		this.runtime.settle();
		assertThat(next.join().value()).as("a thread came back, so there is one for a new question").isEqualTo("late");
	}

	@Test
	void aCloseTellsWhoWaits() {
		TokenSource source = new TokenSource("c", () -> "t", new OtherUserThreads(this.runtime, (task) -> {
		}), this.loop);
		CompletableFuture<Token> early = source.token();
		this.runtime.settle();
		this.loop.execute(source::close);
		CompletableFuture<Token> late = source.token();
		this.runtime.settle();
		assertThat(errorOf(early)).isInstanceOf(TopicClosedException.class);
		assertThat(errorOf(late)).isInstanceOf(TopicClosedException.class);
		assertThat(this.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void threadsThatAreGoneMeanClosed() {
		CompletableFuture<Token> answer = new TokenSource("c", () -> "t", new OtherUserThreads(this.runtime, (task) -> {
			throw new RejectedExecutionException();
		}), this.loop).token();
		this.runtime.settle();
		assertThat(errorOf(answer)).isInstanceOf(TopicClosedException.class);
	}

}
