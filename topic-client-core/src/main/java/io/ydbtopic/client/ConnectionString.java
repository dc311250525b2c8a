package io.ydbtopic.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Where a database is. Immutable.
 *
 * @param scheme how to get there
 * @param host name or address of a node, IPv6 in brackets; for {@link Scheme#INPROCESS}
 * the name of the server
 * @param port TCP port; 0 for {@link Scheme#INPROCESS}
 * @param database path of the database, with a leading slash
 */
public record ConnectionString(Scheme scheme, String host, int port, String database) {

	private static final String EXAMPLE = "for example grpc://localhost:2136/local or grpcs://ydb.example:2135/?database=/my/db";

	/** How to get to a database. */
	public enum Scheme {

		/** Plain text. */
		GRPC(2136),

		/** TLS. */
		GRPCS(2135),

		/** A server in the same JVM, by name. */
		INPROCESS(0);

		private final int defaultPort;

		Scheme(int defaultPort) {
			this.defaultPort = defaultPort;
		}

	}

	/**
	 * Reads a connection string: {@code grpc://host:port/database},
	 * {@code grpcs://host:port/?database=/path} or {@code inprocess://name/database}.
	 * Without a port it is 2136, with TLS 2135.
	 * @throws IllegalArgumentException if it is wrong; the message says what and where
	 */
	public static ConnectionString parse(String text) {
		if (text.isBlank()) {
			throw wrong(text, "it is blank");
		}
		URI uri;
		try {
			uri = new URI(text.strip());
		}
		catch (URISyntaxException ex) {
			throw wrong(text, ex.getReason() + " at position " + ex.getIndex());
		}
		if (uri.getRawUserInfo() != null) {
			throw new IllegalArgumentException("connection string with a user or password before '@'"
					+ " (expected: none; give credentials to the token provider), " + EXAMPLE);
		}
		Scheme scheme = scheme(text, uri.getScheme());
		String host = uri.getHost();
		if (host == null || host.isEmpty()) {
			throw wrong(text, "there is no valid host"
					+ ((uri.getRawAuthority() != null) ? " and port in '" + uri.getRawAuthority() + "'" : ""));
		}
		int port = (uri.getPort() == -1) ? scheme.defaultPort : uri.getPort();
		if (scheme != Scheme.INPROCESS && (port < 1 || port > 65535)) {
			throw wrong(text, "the port is " + port + " (expected: 1 to 65535)");
		}
		return new ConnectionString(scheme, host, port, database(text, uri));
	}

	private static Scheme scheme(String text, @Nullable String scheme) {
		if (scheme == null) {
			throw wrong(text, "there is no scheme");
		}
		return switch (scheme.toLowerCase(Locale.ROOT)) {
			case "grpc" -> Scheme.GRPC;
			case "grpcs" -> Scheme.GRPCS;
			case "inprocess" -> Scheme.INPROCESS;
			default -> throw wrong(text, "the scheme is '" + scheme + "' (expected: grpc or grpcs)");
		};
	}

	private static String database(String text, URI uri) {
		String path = (uri.getPath() == null || uri.getPath().equals("/")) ? "" : uri.getPath();
		String parameter = parameter(text, uri.getRawQuery());
		if (!path.isEmpty() && !parameter.isEmpty()) {
			throw wrong(text, "the database is named twice, '" + path + "' and '" + parameter + "'");
		}
		String database = path.isEmpty() ? parameter : path;
		if (database.isEmpty()) {
			throw wrong(text, "there is no database");
		}
		String absolute = database.startsWith("/") ? database : "/" + database;
		return (absolute.length() > 1 && absolute.endsWith("/")) ? absolute.substring(0, absolute.length() - 1)
				: absolute;
	}

	private static String parameter(String text, @Nullable String query) {
		String database = "";
		if (query == null) {
			return database;
		}
		for (String pair : query.split("&", -1)) {
			int equals = pair.indexOf('=');
			String name = (equals < 0) ? pair : pair.substring(0, equals);
			if (!name.equals("database")) {
				throw wrong(text, "the parameter '" + name + "' is unknown (expected: database)");
			}
			database = (equals < 0) ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
		}
		return database;
	}

	private static IllegalArgumentException wrong(String text, String what) {
		return new IllegalArgumentException("connection string '" + text + "': " + what + ", " + EXAMPLE);
	}

	/**
	 * Whether the connection is encrypted.
	 */
	public boolean secure() {
		return this.scheme == Scheme.GRPCS;
	}

	/**
	 * Whether the server is in this JVM.
	 */
	public boolean inProcess() {
		return this.scheme == Scheme.INPROCESS;
	}

	@Override
	public String toString() {
		String name = this.scheme.name().toLowerCase(Locale.ROOT);
		return name + "://" + this.host + ((this.port == 0) ? "" : ":" + this.port) + this.database;
	}

}
