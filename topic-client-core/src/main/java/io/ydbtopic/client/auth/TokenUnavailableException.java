package io.ydbtopic.client.auth;

import org.jspecify.annotations.Nullable;

/**
 * Says why there is no token now. Unlike that of other exceptions of a
 * {@link TokenProvider}, its text is shown in errors and logs: it must hold no secret.
 */
public class TokenUnavailableException extends Exception {

	private static final long serialVersionUID = 1;

	/**
	 * An explanation.
	 * @param message what was asked and what failed; no secret
	 * @param cause what it failed with; only its type and, for a failure of this client,
	 * its status are shown
	 */
	public TokenUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
