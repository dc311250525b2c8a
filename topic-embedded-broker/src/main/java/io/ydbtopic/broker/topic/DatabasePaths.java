package io.ydbtopic.broker.topic;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;

/**
 * Turns the forms in which clients write a path into the one absolute form: repeated and
 * trailing slashes go, a path without the leading slash is either the absolute path
 * without it or relative to the database. Immutable, for any thread.
 */
public final class DatabasePaths {

	private final String database;

	/**
	 * Paths of one database.
	 * @param database its absolute path, such as {@code /local}
	 */
	public DatabasePaths(String database) {
		List<String> parts = split(database);
		if (!database.startsWith("/") || parts.isEmpty()) {
			throw new IllegalArgumentException(
					"database is '" + database + "' (expected an absolute path such as '/local')");
		}
		this.database = join(parts);
	}

	/**
	 * The database itself.
	 * @return its absolute path
	 */
	public String database() {
		return this.database;
	}

	/**
	 * The absolute form of a path.
	 * @param path as a client wrote it
	 * @return an absolute path inside the database, or the database itself
	 * @throws RejectedException when the path is empty or outside the database
	 */
	public String absolute(String path) {
		List<String> parts = split(path);
		if (parts.isEmpty()) {
			throw RejectedException.badRequest("The path is '" + path + "' (expected the path of a topic)");
		}
		String normal = join(parts);
		if (isInside(normal)) {
			return normal;
		}
		if (path.startsWith("/")) {
			throw new RejectedException(IssueCode.BAD_REQUEST,
					"Path '" + path + "' is outside of the database (expected a path below " + this.database + ")");
		}
		return this.database + normal;
	}

	private boolean isInside(String path) {
		return path.equals(this.database) || path.startsWith(this.database + "/");
	}

	/**
	 * The directory that holds a path.
	 * @param path an absolute path inside the database
	 * @return the path without its last part
	 */
	public static String parent(String path) {
		return path.substring(0, path.lastIndexOf('/'));
	}

	/**
	 * The last part of a path.
	 * @param path an absolute path
	 * @return its name
	 */
	public static String name(String path) {
		return path.substring(path.lastIndexOf('/') + 1);
	}

	private static List<String> split(String path) {
		List<String> parts = new ArrayList<>();
		for (String part : path.split("/", -1)) {
			if (!part.isEmpty()) {
				parts.add(part);
			}
		}
		return parts;
	}

	private static String join(List<String> parts) {
		return "/" + String.join("/", parts);
	}

}
