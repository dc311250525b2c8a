package io.ydbtopic.client.auth;

import tech.ydb.auth.AuthIdentity;
import tech.ydb.auth.AuthProvider;

/** Tokens of a provider of the official SDK's auth modules, which caches and renews. */
// tag::bridge[]
final class ForeignTokens implements TokenProvider, AutoCloseable {

	private final AuthIdentity identity;

	ForeignTokens(AuthProvider provider) {
		this.identity = provider.createAuthIdentity();
	}

	@Override
	public String token() {
		return this.identity.getToken();
	}

	@Override
	public void close() {
		this.identity.close();
	}

}
// end::bridge[]
