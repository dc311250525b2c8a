package io.ydbtopic.fuzz;

import java.nio.charset.StandardCharsets;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.query.StatementParser;

/** Statements for the broker: parsed, or refused as the protocol has it. */
public final class StatementsTarget {

	private StatementsTarget() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		String text = new String(data, StandardCharsets.UTF_8);
		try {
			StatementParser.parse(text);
		}
		catch (RejectedException ex) {
			// The promised answer to a bad one.
		}
		try {
			StatementParser.parseForTables(text);
		}
		catch (RejectedException ex) {
			// As above.
		}
	}

}
