package io.ydbtopic.broker.query;

import java.util.List;

import io.ydbtopic.broker.error.RejectedException;

/**
 * Walks over the pieces of a query and refuses what is not expected, with its position.
 * For one query.
 */
final class TokenCursor {

	/** Enough for a topic with all the consumers that it may have. */
	private static final int TEXT_CHARS_MAX = 1_000_000;

	private final List<Token> tokens;

	private int at;

	TokenCursor(String text) {
		if (text.length() > TEXT_CHARS_MAX) {
			throw RejectedException.syntax(1, 1,
					"The query has " + text.length() + " characters (expected at most " + TEXT_CHARS_MAX + ")");
		}
		this.tokens = Tokenizer.tokens(text);
	}

	Token peek() {
		return this.tokens.get(this.at);
	}

	Token next() {
		Token token = peek();
		if (token.kind() != Token.Kind.END) {
			this.at++;
		}
		return token;
	}

	/** Goes past words when all of them come now, in this order. */
	boolean tryWords(String... words) {
		for (int i = 0; i < words.length; i++) {
			if (!this.tokens.get(Math.min(this.at + i, this.tokens.size() - 1)).isWord(words[i])) {
				return false;
			}
		}
		this.at += words.length;
		return true;
	}

	boolean trySign(String sign) {
		boolean there = peek().isSign(sign);
		this.at += there ? 1 : 0;
		return there;
	}

	void expectWords(String... words) {
		for (String word : words) {
			if (!tryWords(word)) {
				throw unexpected(word);
			}
		}
	}

	void expectSign(String sign) {
		if (!trySign(sign)) {
			throw unexpected("'" + sign + "'");
		}
	}

	/** A name, plain or in backticks. */
	Token expectName(String what) {
		Token token = peek();
		if ((token.kind() != Token.Kind.WORD && token.kind() != Token.Kind.NAME) || token.text().isEmpty()) {
			throw unexpected(what);
		}
		return next();
	}

	void skipSemicolons() {
		while (trySign(";")) {
			// One is as good as many.
		}
	}

	void expectEnd() {
		skipSemicolons();
		if (peek().kind() != Token.Kind.END) {
			throw unexpected("the end of the query, one statement at a time");
		}
	}

	RejectedException unexpected(String expected) {
		Token token = peek();
		return RejectedException.syntax(token.row(), token.column(),
				"Unexpected " + token + " (expected " + expected + ")");
	}

}
