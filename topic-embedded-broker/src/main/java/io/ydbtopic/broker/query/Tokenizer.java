package io.ydbtopic.broker.query;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.broker.error.RejectedException;

/**
 * Cuts a query into pieces; blanks and comments are left out. For one query.
 */
final class Tokenizer {

	private final String text;

	private int at;

	private int row = 1;

	private int column = 1;

	private Tokenizer(String text) {
		this.text = text;
	}

	/** The pieces of a text; the last one says that it ends. */
	static List<Token> tokens(String text) {
		return new Tokenizer(text).run();
	}

	private List<Token> run() {
		List<Token> tokens = new ArrayList<>();
		Token token;
		do {
			skipBlanksAndComments();
			token = next();
			tokens.add(token);
		}
		while (token.kind() != Token.Kind.END);
		return tokens;
	}

	private void skipBlanksAndComments() {
		while (this.at < this.text.length()) {
			if (Character.isWhitespace(this.text.charAt(this.at))) {
				step();
			}
			else if (this.text.startsWith("--", this.at)) {
				while (this.at < this.text.length() && this.text.charAt(this.at) != '\n') {
					step();
				}
			}
			else if (this.text.startsWith("/*", this.at)) {
				int fromRow = this.row;
				int fromColumn = this.column;
				while (!this.text.startsWith("*/", this.at)) {
					if (this.at == this.text.length()) {
						throw RejectedException.syntax(fromRow, fromColumn,
								"A comment without its end (expected '*/')");
					}
					step();
				}
				step();
				step();
			}
			else {
				return;
			}
		}
	}

	private char step() {
		char c = this.text.charAt(this.at++);
		if (c == '\n') {
			this.row++;
			this.column = 1;
		}
		else {
			this.column++;
		}
		return c;
	}

	private Token next() {
		int fromRow = this.row;
		int fromColumn = this.column;
		if (this.at == this.text.length()) {
			return new Token(Token.Kind.END, "", fromRow, fromColumn);
		}
		char first = this.text.charAt(this.at);
		int from = this.at;
		if (first == '`' || first == '\'' || first == '"') {
			String inside = quoted();
			return new Token((first == '`') ? Token.Kind.NAME : Token.Kind.TEXT, inside, fromRow, fromColumn);
		}
		if (isWordPart(first)) {
			while (this.at < this.text.length() && isWordPart(this.text.charAt(this.at))) {
				step();
			}
			String word = this.text.substring(from, this.at);
			boolean number = word.chars().allMatch((c) -> c >= '0' && c <= '9');
			return new Token(number ? Token.Kind.NUMBER : Token.Kind.WORD, word, fromRow, fromColumn);
		}
		step();
		return new Token(Token.Kind.SIGN, String.valueOf(first), fromRow, fromColumn);
	}

	private static boolean isWordPart(char c) {
		return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
	}

	private String quoted() {
		int fromRow = this.row;
		int fromColumn = this.column;
		char quote = step();
		StringBuilder inside = new StringBuilder();
		while (this.at < this.text.length()) {
			char c = step();
			if (c == quote) {
				return inside.toString();
			}
			if (c == '\\' && this.at < this.text.length()) {
				inside.append(step());
			}
			else {
				inside.append(c);
			}
		}
		throw RejectedException.syntax(fromRow, fromColumn, "A quote " + quote + " without its end (close it)");
	}

}
