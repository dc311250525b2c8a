package io.ydbtopic.client.auth;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EnvironmentTokensTest {

	private static TokenProvider of(Map<String, String> environment) {
		return new EnvironmentTokens(environment::get).provider();
	}

	@Test
	void anEmptyEnvironmentIsAnonymous() throws Exception {
		assertThat(of(Map.of()).token()).isNull();
		assertThat(of(Map.of("YDB_ACCESS_TOKEN_CREDENTIALS", " ")).token()).isNull();
	}

	@Test
	void anAccessTokenIsTaken() throws Exception {
		assertThat(of(Map.of("YDB_ACCESS_TOKEN_CREDENTIALS", "t0ken\n")).token()).isEqualTo("t0ken");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "true", "YES" })
	void anonymousWinsOverAToken(String on) throws Exception {
		assertThat(of(Map.of("YDB_ACCESS_TOKEN_CREDENTIALS", "t0ken", "YDB_ANONYMOUS_CREDENTIALS", on)).token())
			.isNull();
		assertThat(of(Map.of("YDB_ACCESS_TOKEN_CREDENTIALS", "t0ken", "YDB_ANONYMOUS_CREDENTIALS", "0")).token())
			.isEqualTo("t0ken");
	}

	@Test
	void aUserLogsIn() {
		TokenProvider login = of(
				Map.of("YDB_STATIC_CREDENTIALS_USER", "ann", "YDB_STATIC_CREDENTIALS_PASSWORD", "s3cret"));
		assertThat(login).isInstanceOfSatisfying(StaticLogin.class, (it) -> {
			assertThat(it.user()).isEqualTo("ann");
			assertThat(it.password()).isEqualTo("s3cret");
			assertThat(it).hasToString("login of 'ann'");
		});
		assertThat(of(Map.of("YDB_STATIC_CREDENTIALS_USER", "root"))).as("an empty password")
			.isInstanceOfSatisfying(StaticLogin.class, (it) -> assertThat(it.password()).isEmpty());
	}

	@Test
	void aPasswordWithoutAUserIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> of(Map.of("YDB_STATIC_CREDENTIALS_PASSWORD", "s3cret")))
			.withMessage("the environment has YDB_STATIC_CREDENTIALS_PASSWORD without YDB_STATIC_CREDENTIALS_USER "
					+ "(expected: both, or neither)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "YDB_SERVICE_ACCOUNT_KEY_FILE_CREDENTIALS", "YDB_METADATA_CREDENTIALS" })
	void credentialsThatNeedALibrarySaySo(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> of(Map.of(name, "1")))
			.withMessageStartingWith("the environment has " + name)
			.withMessageContaining("docs/auth.md");
	}

}
