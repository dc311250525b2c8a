package io.ydbtopic.client.auth;

import org.jspecify.annotations.Nullable;

/**
 * Where tokens come from. Asked for each new call and, on a timer, for streams that are
 * open; it should cache. May block; is called on a user thread, from several at once, and
 * with a time limit. Tokens are never logged.
 */
@FunctionalInterface
public interface TokenProvider {

	/**
	 * The current token, or {@code null} to go on anonymously.
	 * @throws Exception if none can be had now; the call fails as retriable and is tried
	 * again. Only the type of the exception is shown, because its text may hold a secret:
	 * log the rest yourself
	 */
	@Nullable String token() throws Exception;

	/**
	 * No token at all.
	 */
	static TokenProvider anonymous() {
		return () -> null;
	}

	/**
	 * Always the same token.
	 * @param token not empty
	 */
	static TokenProvider fixed(String token) {
		if (token.isBlank()) {
			throw new IllegalArgumentException("token is blank (expected: a token, or TokenProvider.anonymous())");
		}
		return () -> token;
	}

}
