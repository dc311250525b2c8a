package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.auth.TokenUnavailableException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the provider for tokens, on a user thread and with a time limit. Calls that open
 * at the same time share one question. A provider that hangs costs a bounded number of
 * threads: when {@value #HANGING_MAX} questions are unanswered, further calls fail at
 * once. Failures name the type of the provider's exception alone, because its text may
 * hold a secret, unless it is one that is made to be shown. {@link #token} may be called
 * from any thread.
 */
final class TokenSource {

	private static final Logger logger = LoggerFactory.getLogger(TokenSource.class);

	/** Shorter than a handshake, so that the reason shows before that gives up. */
	static final Duration TIME_LIMIT = Duration.ofSeconds(10);

	static final int HANGING_MAX = 4;

	private final String id;

	private final TokenProvider provider;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	/**
	 * The question that is being asked; null if none is. Touched on the loop, as all
	 * below.
	 */
	private @Nullable Question current;

	/** Questions that were given up and whose thread is still in the provider. */
	private int hanging;

	private boolean closed;

	TokenSource(String id, TokenProvider provider, ClientRuntime runtime, SerialLoop loop) {
		this.id = id;
		this.provider = provider;
		this.runtime = runtime;
		this.loop = loop;
	}

	/** The current token. */
	CompletableFuture<Token> token() {
		CompletableFuture<Token> answer = new CompletableFuture<>();
		this.loop.execute(() -> join(answer));
		return answer;
	}

	private void join(CompletableFuture<Token> answer) {
		if (this.closed) {
			answer.completeExceptionally(new TopicClosedException(this.id + " is closed"));
			return;
		}
		Question question = this.current;
		if (question == null) {
			if (this.hanging >= HANGING_MAX) {
				answer.completeExceptionally(unavailable("has not answered " + this.hanging + " earlier questions"));
				return;
			}
			question = new Question();
			this.current = question;
		}
		question.waiting.add(answer);
		question.ask();
	}

	/** A login that the server refused is not tried as often as one that got lost. */
	private TopicException explained(TokenUnavailableException ex) {
		String what = this.id + ": no token: " + ex.getMessage();
		return (ex.getCause() instanceof TopicException known)
				? new TopicException(what, known.status(), known.issues(), known.verdict(), known)
				: new TopicException(what, StatusCode.UNAVAILABLE, RetryVerdict.RETRY_FAST);
	}

	private TopicException unavailable(String what) {
		return new TopicException(this.id + ": the token provider " + what, StatusCode.UNAVAILABLE,
				RetryVerdict.RETRY_FAST);
	}

	/** Tells the provider that a server did not take one of its tokens. */
	void refused(Token token) {
		String value = token.value();
		if (value == null) {
			return;
		}
		try {
			this.runtime.userExecutor().execute(() -> {
				try {
					this.provider.refused(value);
				}
				catch (RuntimeException ex) {
					logger.warn("{}: the token provider failed with {} when told of a refused token", this.id,
							ex.getClass().getName());
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.debug("{}: closed before the provider was told of a refused token", this.id);
		}
	}

	/** Fails who waits. Harmless when repeated. */
	void close() {
		this.loop.assertInLoop();
		this.closed = true;
		Question question = this.current;
		if (question != null) {
			TopicException failure = new TopicClosedException(this.id + " is closed");
			question.end((waiter) -> waiter.completeExceptionally(failure));
		}
	}

	/** One question to the provider and who waits for its answer. */
	private final class Question {

		private final List<CompletableFuture<Token>> waiting = new ArrayList<>();

		private boolean asked;

		private boolean over;

		private boolean givenUp;

		private Scheduled timeLimit = Scheduled.NONE;

		void ask() {
			if (this.asked) {
				return;
			}
			this.asked = true;
			this.timeLimit = TokenSource.this.loop.schedule(TokenSource.this.id + " token limit", TIME_LIMIT,
					this::giveUp);
			try {
				TokenSource.this.runtime.userExecutor().execute(this::callProvider);
			}
			catch (RejectedExecutionException ex) {
				TopicException failure = new TopicClosedException(TokenSource.this.id + " is closed", ex);
				end((waiter) -> waiter.completeExceptionally(failure));
			}
		}

		/** On a user thread. */
		private void callProvider() {
			try {
				String answer = TokenSource.this.provider.token();
				TokenSource.this.loop.execute(() -> answered(answer));
			}
			catch (TokenUnavailableException ex) {
				TopicException failure = explained(ex);
				TokenSource.this.loop.execute(() -> answered(failure));
			}
			catch (Throwable ex) {
				TopicException failure = unavailable("failed with " + ex.getClass().getName());
				TokenSource.this.loop.execute(() -> answered(failure));
			}
		}

		private void answered(@Nullable String answer) {
			try {
				Token token = Token.of(answer);
				returned();
				end((waiter) -> waiter.complete(token));
			}
			catch (IllegalArgumentException ex) {
				answered(unavailable("gave a bad one: " + ex.getMessage()));
			}
		}

		private void answered(TopicException failure) {
			returned();
			end((waiter) -> waiter.completeExceptionally(failure));
		}

		/** The provider has given its thread back. */
		private void returned() {
			if (this.givenUp) {
				TokenSource.this.hanging--;
				logger.debug("{}: the token provider has answered too late", TokenSource.this.id);
			}
		}

		private void giveUp() {
			if (!this.over) {
				this.givenUp = true;
				TokenSource.this.hanging++;
				TopicException failure = unavailable("did not answer within " + TIME_LIMIT);
				end((waiter) -> waiter.completeExceptionally(failure));
			}
		}

		private void end(Consumer<CompletableFuture<Token>> outcome) {
			if (!this.over) {
				this.over = true;
				this.timeLimit.cancel();
				TokenSource.this.current = null;
				this.waiting.forEach(outcome);
			}
		}

	}

}
