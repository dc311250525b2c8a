package io.ydbtopic.client.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A token in a file that something else renews, as an agent beside the application does.
 * It is read for each question: it is small, questions are few, and the time of its last
 * change may be too coarse to tell that it has changed.
 *
 * @param path the file
 */
record TokenFile(Path path) implements TokenProvider {

	@Override
	public String token() throws TokenUnavailableException {
		String token;
		try {
			token = Files.readString(this.path).strip();
		}
		catch (IOException ex) {
			throw new TokenUnavailableException(
					"can't read the token file " + this.path + ": " + ex.getClass().getSimpleName(), ex);
		}
		if (token.isEmpty()) {
			// In the middle of a renewal, say: to go on without a token would be refused.
			throw new TokenUnavailableException("the token file " + this.path + " is empty", null);
		}
		return token;
	}

}
