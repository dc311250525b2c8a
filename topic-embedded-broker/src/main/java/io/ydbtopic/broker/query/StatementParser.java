package io.ydbtopic.broker.query;

import io.ydbtopic.broker.error.RejectedException;

/**
 * Reads the few statements that the broker knows. Pure functions, for any thread.
 */
public final class StatementParser {

	private StatementParser() {
	}

	/**
	 * Reads a query.
	 * @param text one statement
	 * @return the statement
	 * @throws RejectedException when it is none that the broker knows; the issue carries
	 * the position
	 */
	public static Statement parse(String text) {
		TokenCursor cursor = new TokenCursor(text);
		cursor.skipSemicolons();
		Statement statement = statement(cursor);
		cursor.expectEnd();
		return statement;
	}

	/**
	 * Reads a query of the table service, where a table may be asked for as well: it is
	 * not kept.
	 * @param text one statement
	 * @return the statement
	 * @throws RejectedException when it is none that the broker knows; the issue carries
	 * the position
	 */
	public static Statement parseForTables(String text) {
		TokenCursor cursor = new TokenCursor(text);
		cursor.skipSemicolons();
		return cursor.tryWords("create", "table") ? new Statement.Nothing() : parse(text);
	}

	private static Statement statement(TokenCursor cursor) {
		Token first = cursor.peek();
		if (first.kind() == Token.Kind.END) {
			return new Statement.Nothing();
		}
		if (cursor.tryWords("select")) {
			return select(cursor);
		}
		if (cursor.tryWords("create", "topic")) {
			return TopicStatements.create(cursor);
		}
		if (cursor.tryWords("alter", "topic")) {
			return TopicStatements.alter(cursor);
		}
		if (cursor.tryWords("drop", "topic")) {
			return TopicStatements.drop(cursor);
		}
		throw RejectedException.unsupportedQuery(first.row(), first.column(), "Statement beginning with " + first
				+ " is not known to this broker, which keeps topics and no tables (expected SELECT 1, CREATE TOPIC, ALTER TOPIC or DROP TOPIC)");
	}

	private static Statement select(TokenCursor cursor) {
		Token value = cursor.peek();
		if (value.kind() != Token.Kind.NUMBER || value.text().length() > 9) {
			throw RejectedException.unsupportedQuery(value.row(), value.column(), "Selecting " + value
					+ " is not known to this broker, which keeps topics and no tables (expected SELECT 1)");
		}
		cursor.next();
		String column = cursor.tryWords("as") ? cursor.expectName("the name of the column").text() : "column0";
		return new Statement.SelectNumber(column, Integer.parseInt(value.text()));
	}

}
