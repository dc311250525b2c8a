package io.ydbtopic.broker.query;

import java.util.Locale;

/**
 * A piece of a statement. Immutable.
 *
 * @param kind what it is
 * @param text what it says, without quotes
 * @param row its line, from 1
 * @param column its place in the line, from 1
 */
record Token(Kind kind, String text, int row, int column) {

	/** What a piece is. */
	enum Kind {

		/** A keyword or a plain name. */
		WORD,
		/** A name in backticks. */
		NAME,
		/** A text in quotes. */
		TEXT,
		/** Digits. */
		NUMBER,
		/** One other character. */
		SIGN,
		/** Nothing more comes. */
		END

	}

	boolean isWord(String word) {
		return this.kind == Kind.WORD && this.text.equalsIgnoreCase(word);
	}

	boolean isSign(String sign) {
		return this.kind == Kind.SIGN && this.text.equals(sign);
	}

	String lowerCase() {
		return this.text.toLowerCase(Locale.ROOT);
	}

	@Override
	public String toString() {
		return (this.kind == Kind.END) ? "the end" : "'" + this.text + "'";
	}

}
