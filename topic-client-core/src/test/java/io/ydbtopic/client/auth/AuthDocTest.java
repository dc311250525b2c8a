package io.ydbtopic.client.auth;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import tech.ydb.auth.AuthIdentity;
import tech.ydb.auth.AuthProvider;
import tech.ydb.auth.TokenAuthProvider;

import static org.assertj.core.api.Assertions.assertThat;

/** The bridge that docs/auth.md shows works; DocsSnippetsTest compares the two. */
class AuthDocTest {

	@Test
	void theTokenOfAForeignProviderIsTaken() throws Exception {
		try (ForeignTokens tokens = new ForeignTokens(new TokenAuthProvider("t0ken"))) {
			assertThat(tokens.token()).isEqualTo("t0ken");
		}
	}

	@Test
	void aForeignProviderIsAskedForEachTokenAndClosed() {
		AtomicInteger asked = new AtomicInteger();
		AtomicInteger closed = new AtomicInteger();
		AuthProvider renewing = () -> new AuthIdentity() {

			@Override
			public String getToken() {
				return "t" + asked.incrementAndGet();
			}

			@Override
			public void close() {
				closed.incrementAndGet();
			}

		};
		try (ForeignTokens tokens = new ForeignTokens(renewing)) {
			assertThat(tokens.token()).isEqualTo("t1");
			assertThat(tokens.token()).isEqualTo("t2");
		}
		assertThat(closed).hasValue(1);
	}

}
