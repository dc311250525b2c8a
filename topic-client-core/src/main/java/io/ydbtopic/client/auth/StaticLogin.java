package io.ydbtopic.client.auth;

import java.util.Objects;

/**
 * A user and a password, which a client gives to the database's own login service
 * ({@code AuthService/Login}) for a token that it renews before it expires. Give it to
 * {@link io.ydbtopic.client.TopicClientSettings.Builder#tokens}: the client that it is
 * for makes the requests. Immutable; the password is never shown.
 */
public final class StaticLogin implements TokenProvider {

	private final String user;

	private final String password;

	/**
	 * A login.
	 * @param user not blank
	 * @param password may be empty, as that of a new local database is
	 * @throws IllegalArgumentException if the user is blank
	 */
	public StaticLogin(String user, String password) {
		if (user.isBlank()) {
			throw new IllegalArgumentException("user is blank (expected: the name of a user of the database)");
		}
		this.user = user;
		this.password = Objects.requireNonNull(password, "password");
	}

	/**
	 * Who logs in.
	 */
	public String user() {
		return this.user;
	}

	/**
	 * With what.
	 */
	public String password() {
		return this.password;
	}

	/**
	 * Fails: only a client can log in.
	 * @throws TokenUnavailableException always
	 */
	@Override
	public String token() throws TokenUnavailableException {
		throw new TokenUnavailableException(
				this + " is for the tokens of a client's settings, which logs in by itself; it has no token alone",
				null);
	}

	@Override
	public String toString() {
		return "login of '" + this.user + "'";
	}

}
