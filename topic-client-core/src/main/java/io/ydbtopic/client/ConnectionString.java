package io.ydbtopic.client;

import java.util.Locale;
import java.util.Objects;

/**
 * Where a database is: {@code grpc://host:2136/local}, {@code grpcs://host/path/to/db},
 * {@code grpc://host:2136/?database=/local}, or {@code inprocess://name/local} for a
 * broker in the same JVM. Immutable; holds no credentials.
 */
public final class ConnectionString {

	/** Port of {@code grpc} when none is given. */
	public static final int DEFAULT_PORT = 2136;

	/** Port of {@code grpcs} when none is given. */
	public static final int DEFAULT_SECURE_PORT = 2135;

	private static final int PORT_MAX = 65535;

	private static final String SCHEME_END = "://";

	private static final String EXAMPLE = "grpc://localhost:2136/local";

	private final Scheme scheme;

	private final String host;

	private final int port;

	private final String database;

	private ConnectionString(Scheme scheme, String host, int port, String database) {
		this.scheme = scheme;
		this.host = host;
		this.port = port;
		this.database = database;
	}

	/**
	 * Parses a connection string.
	 * @param value the text; blanks around it are ignored
	 * @throws IllegalArgumentException if it is wrong; the message tells what, the value
	 * received, what is expected, and an example
	 */
	public static ConnectionString parse(String value) {
		return new Parser(value.strip()).parse();
	}

	/**
	 * Whether the connection is encrypted.
	 */
	public boolean secure() {
		return this.scheme == Scheme.GRPCS;
	}

	/**
	 * Whether the server is in the same JVM; then {@link #host()} is its name.
	 */
	public boolean inProcess() {
		return this.scheme == Scheme.INPROCESS;
	}

	/**
	 * The host, without the brackets of an IPv6 address; for {@code inprocess} the name.
	 */
	public String host() {
		return this.host;
	}

	/**
	 * The port; 0 for {@code inprocess}.
	 */
	public int port() {
		return this.port;
	}

	/**
	 * The database, with a leading slash.
	 */
	public String database() {
		return this.database;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof ConnectionString that && this.scheme == that.scheme && this.host.equals(that.host)
				&& this.port == that.port && this.database.equals(that.database);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.scheme, this.host, this.port, this.database);
	}

	/**
	 * The canonical form, with the port and the database in the path.
	 */
	@Override
	public String toString() {
		if (inProcess()) {
			return this.scheme.text() + SCHEME_END + this.host + this.database;
		}
		String shownHost = (this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host;
		return this.scheme.text() + SCHEME_END + shownHost + ":" + this.port + this.database;
	}

	private enum Scheme {

		GRPC(DEFAULT_PORT), GRPCS(DEFAULT_SECURE_PORT), INPROCESS(0);

		private final int defaultPort;

		Scheme(int defaultPort) {
			this.defaultPort = defaultPort;
		}

		String text() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/** One parse; takes the text apart from left to right. */
	private static final class Parser {

		private static final String BRACKETS = "an IPv6 address in brackets, as in grpc://[::1]:2136/local";

		private final String value;

		Parser(String value) {
			this.value = value;
		}

		ConnectionString parse() {
			int schemeEnd = this.value.indexOf(SCHEME_END);
			if (schemeEnd < 0) {
				throw wrong("no scheme", "grpc://, grpcs:// or inprocess:// before the host");
			}
			Scheme scheme = scheme(this.value.substring(0, schemeEnd));
			String rest = this.value.substring(schemeEnd + SCHEME_END.length());
			checkCharacters(rest);
			int authorityEnd = indexOfAny(rest, "/?#");
			String authority = rest.substring(0, authorityEnd);
			checkAuthority(authority);
			String tail = rest.substring(authorityEnd);
			if (tail.indexOf('#') >= 0) {
				throw wrong("a part after '#'", "nothing after the database");
			}
			int queryStart = tail.indexOf('?');
			if (queryStart != tail.lastIndexOf('?')) {
				throw wrong("more than one '?'", "only database=/path after '?'");
			}
			String path = normalised((queryStart < 0) ? tail : tail.substring(0, queryStart));
			String parameter = (queryStart < 0) ? "" : databaseParameter(tail.substring(queryStart + 1));
			String database = database(path, parameter);
			if (scheme == Scheme.INPROCESS) {
				return new ConnectionString(scheme, authority, 0, database);
			}
			int portStart = portStart(authority);
			String host = host((portStart < 0) ? authority : authority.substring(0, portStart - 1));
			int port = (portStart < 0) ? scheme.defaultPort : port(authority.substring(portStart));
			return new ConnectionString(scheme, host, port, database);
		}

		private Scheme scheme(String text) {
			for (Scheme scheme : Scheme.values()) {
				if (scheme.text().equalsIgnoreCase(text)) {
					return scheme;
				}
			}
			throw wrong("unknown scheme '" + text + "'",
					"grpc for plain text, grpcs for TLS, inprocess for a broker in this JVM");
		}

		private void checkCharacters(String rest) {
			for (int i = 0; i < rest.length(); i++) {
				char letter = rest.charAt(i);
				if (letter <= ' ' || letter > '~') {
					throw wrong("a character that is not allowed, at position " + i + " after the scheme",
							"printable ASCII without blanks");
				}
			}
		}

		private void checkAuthority(String authority) {
			if (authority.indexOf('@') >= 0) {
				throw wrong("credentials before the host",
						"no credentials here: give them to the client as a TokenProvider (TopicClientSettings.tokens)");
			}
			if (authority.isEmpty()) {
				throw wrong("no host", "a host after the scheme");
			}
			if (authority.indexOf(',') >= 0) {
				throw wrong("more than one host", "one host; the others are found by discovery");
			}
		}

		/** Where the port starts; -1 if there is none. */
		private int portStart(String authority) {
			if (!authority.startsWith("[")) {
				int colon = authority.indexOf(':');
				if (colon != authority.lastIndexOf(':')) {
					throw wrong("more than one ':' in the host", BRACKETS);
				}
				return (colon < 0) ? -1 : colon + 1;
			}
			int end = authority.indexOf(']');
			if (end < 0) {
				throw wrong("no ']' after the IPv6 address", BRACKETS);
			}
			if (end == authority.length() - 1) {
				return -1;
			}
			if (authority.charAt(end + 1) != ':') {
				throw wrong("text after ']'", "a ':' and the port after the IPv6 address");
			}
			return end + 2;
		}

		private String host(String text) {
			String host = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
			if (host.isEmpty()) {
				throw wrong("no host", "a host after the scheme");
			}
			if (host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
				throw wrong("a bracket in the host", BRACKETS);
			}
			return host;
		}

		private int port(String text) {
			int port;
			try {
				port = Integer.parseInt(text);
			}
			catch (NumberFormatException ex) {
				port = -1;
			}
			if (port < 1 || port > PORT_MAX) {
				throw wrong("port '" + text + "'", "a number between 1 and " + PORT_MAX);
			}
			return port;
		}

		private String databaseParameter(String query) {
			String database = "";
			for (String parameter : query.split("&", -1)) {
				int equals = parameter.indexOf('=');
				String name = (equals < 0) ? parameter : parameter.substring(0, equals);
				if (!name.equals("database")) {
					throw wrong("unknown parameter '" + name + "'", "only database=/path after '?'");
				}
				database = (equals < 0) ? "" : normalised(parameter.substring(equals + 1));
			}
			return database;
		}

		private String database(String path, String parameter) {
			if (path.isEmpty() && parameter.isEmpty()) {
				throw wrong("no database", "the database after the host, or as ?database=/path");
			}
			if (!path.isEmpty() && !parameter.isEmpty() && !path.equals(parameter)) {
				throw wrong("two databases, '" + path + "' and '" + parameter + "'", "the database in one place");
			}
			return path.isEmpty() ? parameter : path;
		}

		/** One slash before each part and none at the end; empty if there is no part. */
		private static String normalised(String path) {
			StringBuilder normal = new StringBuilder();
			for (String part : path.split("/", -1)) {
				if (!part.isEmpty()) {
					normal.append('/').append(part);
				}
			}
			return normal.toString();
		}

		private static int indexOfAny(String text, String letters) {
			for (int i = 0; i < text.length(); i++) {
				if (letters.indexOf(text.charAt(i)) >= 0) {
					return i;
				}
			}
			return text.length();
		}

		private IllegalArgumentException wrong(String what, String expected) {
			return new IllegalArgumentException("connection string '" + shown() + "': " + what + " (expected: "
					+ expected + "; for example " + EXAMPLE + ")");
		}

		/**
		 * The value without what may be a secret: what stands before an '@', and the
		 * query.
		 */
		private String shown() {
			int query = this.value.indexOf('?');
			String visible = (query < 0) ? this.value : this.value.substring(0, query) + "?...";
			int at = visible.lastIndexOf('@');
			if (at < 0) {
				return visible;
			}
			int start = visible.indexOf(SCHEME_END);
			String scheme = (start < 0 || start > at) ? "" : visible.substring(0, start + SCHEME_END.length());
			return scheme + "..." + visible.substring(at);
		}

	}

}
