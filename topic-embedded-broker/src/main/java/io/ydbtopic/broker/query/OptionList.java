package io.ydbtopic.broker.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.ydbtopic.broker.error.RejectedException;

/**
 * Reads options in parentheses. Pure functions, for any thread.
 */
final class OptionList {

	private OptionList() {
	}

	/** {@code (name = value, …)}, each name once. */
	static List<Option> parse(TokenCursor cursor) {
		List<Option> options = new ArrayList<>();
		Set<String> names = new HashSet<>();
		cursor.expectSign("(");
		do {
			Token name = name(cursor, names);
			cursor.expectSign("=");
			options.add(value(cursor, name));
		}
		while (cursor.trySign(","));
		cursor.expectSign(")");
		return options;
	}

	/** {@code (name, …)}, each name once. */
	static List<Token> names(TokenCursor cursor) {
		List<Token> found = new ArrayList<>();
		Set<String> names = new HashSet<>();
		cursor.expectSign("(");
		do {
			found.add(name(cursor, names));
		}
		while (cursor.trySign(","));
		cursor.expectSign(")");
		return found;
	}

	private static Token name(TokenCursor cursor, Set<String> names) {
		Token name = cursor.expectName("the name of an option");
		if (!names.add(name.lowerCase())) {
			throw RejectedException.syntax(name.row(), name.column(),
					"Option " + name + " is given twice (give it once)");
		}
		return name;
	}

	private static Option value(TokenCursor cursor, Token name) {
		Token first = cursor.peek();
		if (first.kind() != Token.Kind.WORD && first.kind() != Token.Kind.NUMBER && first.kind() != Token.Kind.TEXT) {
			throw cursor.unexpected("the value of option " + name.lowerCase());
		}
		cursor.next();
		if (first.kind() == Token.Kind.WORD && cursor.trySign("(")) {
			Token inside = cursor.next();
			cursor.expectSign(")");
			return new Option(name, first.lowerCase(), inside);
		}
		return new Option(name, "", first);
	}

}
