package io.ydbtopic.client.auth;

import org.jspecify.annotations.Nullable;

/** The one provider that is known to have no secret. */
enum NoTokens implements TokenProvider {

	INSTANCE;

	@Override
	public @Nullable String token() {
		return null;
	}

	@Override
	public String toString() {
		return "no tokens";
	}

}
