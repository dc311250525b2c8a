package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.ydbtopic.client.auth.StaticLogin;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.auth.TokenUnavailableException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.proto.auth.LoginRequest;
import io.ydbtopic.proto.auth.LoginResponse;
import io.ydbtopic.proto.auth.LoginResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of a login with user and password, renewed when a quarter of their life is left:
 * should that fail, the old one serves until it expires. Who asks at the same time shares
 * one request. Neither password nor token is ever shown. Thread-safe; blocks who asks.
 */
final class LoginTokens implements TokenProvider {

	private static final Logger logger = LoggerFactory.getLogger(LoginTokens.class);

	/** Shorter than that of the question for a token, so that the reason shows. */
	static final Duration TIME_LIMIT = Duration.ofSeconds(8);

	private final String id;

	private final StaticLogin login;

	private final Function<LoginRequest, CompletableFuture<LoginResponse>> caller;

	private final ClientRuntime runtime;

	private final AtomicReference<@Nullable CompletableFuture<LoginToken>> asking = new AtomicReference<>();

	private volatile @Nullable LoginToken known;

	/**
	 * Makes a source.
	 * @param caller sends a request, without a token
	 */
	LoginTokens(String id, StaticLogin login, Function<LoginRequest, CompletableFuture<LoginResponse>> caller,
			ClientRuntime runtime) {
		this.id = id;
		this.login = login;
		this.caller = caller;
		this.runtime = runtime;
	}

	@Override
	public String token() throws TokenUnavailableException, InterruptedException {
		LoginToken current = this.known;
		if (current != null && !current.isDue(this.runtime.nanoTime())) {
			return current.value();
		}
		try {
			return this.runtime.await(ask(), TIME_LIMIT).value();
		}
		catch (ExecutionException | TimeoutException ex) {
			Throwable cause = Waits.unwrap(ex);
			if (current != null && current.equals(this.known) && !current.isExpired(this.runtime.nanoTime())) {
				logger.warn("{}: the {} could not be renewed and is used as it is: {}", this.id, this.login,
						reasonOf(cause));
				return current.value();
			}
			throw new TokenUnavailableException(this.login + " failed: " + reasonOf(cause), cause);
		}
	}

	/** What our own transport says holds no secret; of others the type alone. */
	private static String reasonOf(Throwable cause) {
		if (cause instanceof TimeoutException) {
			return "no answer within " + TIME_LIMIT;
		}
		return (cause instanceof TopicException) ? String.valueOf(cause.getMessage()) : cause.getClass().getName();
	}

	private CompletableFuture<LoginToken> ask() {
		CompletableFuture<LoginToken> mine = new CompletableFuture<>();
		CompletableFuture<LoginToken> first = this.asking.compareAndExchange(null, mine);
		if (first != null) {
			return first;
		}
		LoginRequest request = LoginRequest.newBuilder()
			.setUser(this.login.user())
			.setPassword(this.login.password())
			.build();
		this.caller.apply(request).thenApply(this::tokenOf).whenComplete((token, error) -> {
			if (token != null) {
				this.known = token;
			}
			this.asking.set(null);
			if (token != null) {
				mine.complete(token);
			}
			else {
				mine.completeExceptionally((error != null) ? Waits.unwrap(error) : new IllegalStateException());
			}
		});
		return mine;
	}

	private LoginToken tokenOf(LoginResponse response) {
		LoginResult result = StatusMapping.resultOf(response.getOperation(), LoginResult.class,
				this.id + ": " + this.login);
		logger.debug("{}: the {} has given a token", this.id, this.login);
		return LoginToken.of(result.getToken(), this.runtime.now(), this.runtime.nanoTime());
	}

	@Override
	public void refused(String token) {
		LoginToken current = this.known;
		if (current != null && current.value().equals(token)) {
			this.known = null;
		}
	}

	@Override
	public String toString() {
		return this.login.toString();
	}

}
