package io.ydbtopic.client.internal.transport;

import org.jspecify.annotations.Nullable;

/**
 * A token on its way from the provider to a header; never shows its value.
 *
 * @param value null for none
 */
record Token(@Nullable String value) {

	static final Token NONE = new Token(null);

	private static final String HIDDEN = "<token>";

	/**
	 * Takes what a provider has answered; blanks around it, as at the end of a file, are
	 * dropped.
	 * @throws IllegalArgumentException if a header can't carry it; the message does not
	 * show it
	 */
	static Token of(@Nullable String answer) {
		if (answer == null || answer.isBlank()) {
			return NONE;
		}
		String stripped = answer.strip();
		for (int i = 0; i < stripped.length(); i++) {
			char letter = stripped.charAt(i);
			if (letter < ' ' || letter > '~') {
				throw new IllegalArgumentException("the token has a character at position " + i
						+ " that a header can't carry (expected: printable ASCII)");
			}
		}
		return new Token(stripped);
	}

	/** The text without the token, should a server or proxy have repeated it. */
	String hideIn(String text) {
		return (this.value == null) ? text : text.replace(this.value, HIDDEN);
	}

	@Override
	public String toString() {
		return (this.value == null) ? "<no token>" : HIDDEN;
	}

}
