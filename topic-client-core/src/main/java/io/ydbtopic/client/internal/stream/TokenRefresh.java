package io.ydbtopic.client.internal.stream;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.auth.TokenUnavailableException;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the token of one live stream on a timer: on an idle stream too, one request in
 * flight, never a hot loop. A provider that fails is logged and asked again after the
 * next interval. The server does not answer a token that has not changed, so only changed
 * ones are sent. A token is never logged. Confined to the stream's loop; the provider is
 * asked on a user thread.
 */
final class TokenRefresh {

	private static final Logger logger = LoggerFactory.getLogger(TokenRefresh.class);

	private final String id;

	private final SerialLoop loop;

	private final Executor userExecutor;

	private final TokenProvider tokens;

	private final Duration interval;

	private final Consumer<String> sender;

	/** What the server knows; null if nobody knows that. */
	private @Nullable String current;

	/** A token was sent, and not confirmed yet. */
	private boolean unconfirmed;

	private boolean stopped;

	private Scheduled timer = Scheduled.NONE;

	TokenRefresh(String id, SerialLoop loop, Executor userExecutor, StreamOptions options, Consumer<String> sender) {
		this.id = id;
		this.loop = loop;
		this.userExecutor = userExecutor;
		this.tokens = options.tokens();
		this.interval = options.tokenRefresh();
		this.sender = sender;
	}

	/**
	 * Begins to ask.
	 * @param opened the token that the stream was opened with; null if unknown, then the
	 * first answer is taken for it
	 */
	void start(@Nullable String opened) {
		this.loop.assertInLoop();
		this.current = opened;
		if (!this.interval.isZero() && !this.interval.isNegative()) {
			ask();
		}
	}

	void stop() {
		this.stopped = true;
		this.timer.cancel();
	}

	/** The server has taken the token that was sent; if none was, that means nothing. */
	void confirmed() {
		this.loop.assertInLoop();
		if (this.unconfirmed) {
			this.unconfirmed = false;
			scheduleNext();
		}
	}

	private void scheduleNext() {
		if (!this.stopped) {
			this.timer.cancel();
			this.timer = this.loop.schedule(this.id + " token refresh", this.interval, this::ask);
		}
	}

	private void ask() {
		this.userExecutor.execute(() -> {
			try {
				String token = this.tokens.token();
				// As in the header: what surrounds a token in a file is not part of it.
				this.loop.execute(() -> answered((token != null) ? token.strip() : null));
			}
			catch (Throwable ex) {
				// The type alone: the text is the provider's and may hold a secret.
				logger.warn("{}: token provider failed with {}; asked again in {}", this.id,
						(ex instanceof TokenUnavailableException) ? ex.getMessage() : ex.getClass().getName(),
						this.interval);
				this.loop.execute(this::scheduleNext);
			}
		});
	}

	private void answered(@Nullable String token) {
		if (this.stopped) {
			return;
		}
		boolean changed = token != null && this.current != null && !token.equals(this.current);
		if (token != null) {
			this.current = token;
		}
		if (changed && token != null) {
			logger.debug("{}: sending a new token", this.id);
			this.unconfirmed = true;
			this.sender.accept(token);
		}
		else {
			scheduleNext();
		}
	}

}
