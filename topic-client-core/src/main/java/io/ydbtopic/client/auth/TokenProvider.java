package io.ydbtopic.client.auth;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Where tokens come from: none, a fixed one, a {@linkplain #file file} that rotates, the
 * {@linkplain #environment() environment}, a {@link StaticLogin}, or one's own. Asked for
 * each new call and, on a timer, for streams that are open; it should cache. May block;
 * is called on a user thread, from several at once, and with a time limit. Tokens are
 * never logged.
 */
@FunctionalInterface
public interface TokenProvider {

	/**
	 * The current token, or {@code null} to go on anonymously.
	 * @throws Exception if none can be had now; the call fails as retriable and is tried
	 * again. Only the type of the exception is shown, because its text may hold a secret:
	 * throw a {@link TokenUnavailableException} to have a text shown
	 */
	@Nullable String token() throws Exception;

	/**
	 * Told that a server has refused a token, so that one that caches drops it. By
	 * default does nothing.
	 * @param token what was refused
	 */
	default void refused(String token) {
	}

	/**
	 * No token at all.
	 */
	static TokenProvider anonymous() {
		return NoTokens.INSTANCE;
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

	/**
	 * The content of a file, without blanks around it, read again for each question. That
	 * it can't be read, or is empty, is a failure that is tried again.
	 * @param path the file
	 */
	static TokenProvider file(Path path) {
		return new TokenFile(path);
	}

	/**
	 * The credentials that environment variables name, as for the other clients of YDB:
	 * {@code YDB_ANONYMOUS_CREDENTIALS}, {@code YDB_ACCESS_TOKEN_CREDENTIALS}, or
	 * {@code YDB_STATIC_CREDENTIALS_USER} with {@code YDB_STATIC_CREDENTIALS_PASSWORD};
	 * anonymous if there is none. Read once, now.
	 * @throws IllegalArgumentException if they name credentials that need a library of
	 * their own: a service account's key, or cloud metadata
	 */
	static TokenProvider environment() {
		return new EnvironmentTokens(System::getenv).provider();
	}

}
