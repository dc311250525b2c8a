package io.ydbtopic.client.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TokenProviderTest {

	@TempDir
	private Path directory;

	@Test
	void aTokenFileIsReadAgainWhenItRotates() throws Exception {
		Path file = Files.writeString(this.directory.resolve("token"), "one\n");
		TokenProvider tokens = TokenProvider.file(file);
		assertThat(tokens.token()).isEqualTo("one");
		Files.writeString(file, "two\n");
		assertThat(tokens.token()).isEqualTo("two");
		assertThat(tokens.toString()).doesNotContain("two");
	}

	@Test
	void aTokenFileThatIsMissingOrEmptyIsTriedAgainAndSaysWhich() throws IOException {
		Path file = this.directory.resolve("token");
		TokenProvider tokens = TokenProvider.file(file);
		assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(tokens::token)
			.withMessage("can't read the token file " + file + ": NoSuchFileException");
		Files.writeString(file, "\n");
		assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(tokens::token)
			.withMessage("the token file " + file + " is empty");
	}

	@Test
	void aLoginAloneHasNoTokenAndShowsNoPassword() {
		StaticLogin login = new StaticLogin("ann", "s3cret");
		assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(login::token)
			.withMessageStartingWith("login of 'ann' is for the tokens of a client's settings");
		assertThat(login.toString()).doesNotContain("s3cret");
		assertThatIllegalArgumentException().isThrownBy(() -> new StaticLogin(" ", "s3cret"))
			.withMessageStartingWith("user is blank");
	}

	@Test
	void blankTokensAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TokenProvider.fixed(" "));
	}

}
