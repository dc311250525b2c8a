package io.ydbtopic.client.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import tech.ydb.auth.AuthIdentity;
import tech.ydb.auth.AuthProvider;
import tech.ydb.auth.TokenAuthProvider;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/auth.md shows compiles and works. */
class AuthDocTest {

	@Test
	void theBridgeOfTheDocsIsTheOneThatIsCompiledHere() throws IOException {
		String source = Files.readString(Path.of("src/test/java/io/ydbtopic/client/auth/ForeignTokens.java"));
		String shown = source.substring(source.indexOf("final class ForeignTokens")).strip();
		String docs = Files.readString(Path.of("../docs/auth.md"));
		assertThat(docs.replace("    ", "\t")).contains(shown);
	}

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
