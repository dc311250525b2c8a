package io.ydbtopic.fuzz;

import java.nio.charset.StandardCharsets;

import io.ydbtopic.client.ConnectionString;

/**
 * Connection strings: parsed, and then the same again by their text; or refused in words
 * that show nothing of what stands before an '@'.
 */
public final class ConnectionStringsTarget {

	private static final String SECRET = "s3cr3t-9173";

	private ConnectionStringsTarget() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		String text = new String(data, StandardCharsets.UTF_8);
		parse(text);
		int authority = text.indexOf("://");
		parse((authority < 0) ? SECRET + "@" + text
				: text.substring(0, authority + 3) + "user:" + SECRET + "@" + text.substring(authority + 3));
	}

	private static void parse(String text) {
		ConnectionString parsed;
		try {
			parsed = ConnectionString.parse(text);
		}
		catch (IllegalArgumentException ex) {
			String message = String.valueOf(ex.getMessage());
			if (message.contains(SECRET)) {
				throw new AssertionError("shown: " + message, ex);
			}
			if (!message.contains("expected")) {
				throw new AssertionError("says not what is expected: " + message, ex);
			}
			return;
		}
		if (!ConnectionString.parse(parsed.toString()).equals(parsed)) {
			throw new AssertionError(text + " becomes " + parsed + ", which is something else");
		}
		if (!parsed.database().startsWith("/") || parsed.host().isEmpty()) {
			throw new AssertionError(text + " becomes " + parsed);
		}
	}

}
