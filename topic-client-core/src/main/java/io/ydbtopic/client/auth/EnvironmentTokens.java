package io.ydbtopic.client.auth;

import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Credentials by the environment variables that all SDKs of YDB know.
 */
final class EnvironmentTokens {

	private static final String ANONYMOUS = "YDB_ANONYMOUS_CREDENTIALS";

	private static final String TOKEN = "YDB_ACCESS_TOKEN_CREDENTIALS";

	private static final String USER = "YDB_STATIC_CREDENTIALS_USER";

	private static final String PASSWORD = "YDB_STATIC_CREDENTIALS_PASSWORD";

	private static final String KEY_FILE = "YDB_SERVICE_ACCOUNT_KEY_FILE_CREDENTIALS";

	private static final String METADATA = "YDB_METADATA_CREDENTIALS";

	private final UnaryOperator<@Nullable String> environment;

	/**
	 * Reads an environment.
	 * @param environment the value of a name; null if there is none
	 */
	EnvironmentTokens(UnaryOperator<@Nullable String> environment) {
		this.environment = environment;
	}

	/** The credentials that it names; the first in the order of the other SDKs wins. */
	TokenProvider provider() {
		if (has(KEY_FILE)) {
			throw needsLibrary(KEY_FILE);
		}
		if (isOn(ANONYMOUS)) {
			return TokenProvider.anonymous();
		}
		if (isOn(METADATA)) {
			throw needsLibrary(METADATA);
		}
		String token = value(TOKEN);
		if (!token.isEmpty()) {
			return TokenProvider.fixed(token);
		}
		if (has(USER)) {
			return new StaticLogin(value(USER), value(PASSWORD));
		}
		if (has(PASSWORD)) {
			throw new IllegalArgumentException(
					"the environment has " + PASSWORD + " without " + USER + " (expected: both, or neither)");
		}
		return TokenProvider.anonymous();
	}

	private static IllegalArgumentException needsLibrary(String name) {
		return new IllegalArgumentException("the environment has " + name
				+ ", which this client does not read by itself (expected: " + TOKEN + ", or " + USER + " and "
				+ PASSWORD + "; or a TokenProvider that asks a tech.ydb.auth provider, see docs/auth.md)");
	}

	private boolean has(String name) {
		return !value(name).isEmpty();
	}

	private boolean isOn(String name) {
		String value = value(name);
		return value.equals("1") || value.equalsIgnoreCase("true") || value.equalsIgnoreCase("yes");
	}

	private String value(String name) {
		String value = this.environment.apply(name);
		return (value == null) ? "" : value.strip();
	}

}
