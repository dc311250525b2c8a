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

	/** How many names a path may have below the database; as on the server. */
	static final int DEPTH_MAX = 32;

	/** How long a name in a path may be; as on the server. */
	static final int NAME_CHARS_MAX = 255;

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

	/**
	 * Checks a path where something is to be made. What is not there can be asked for by
	 * any name.
	 * @param path an absolute path inside the database
	 * @throws RejectedException when it is too deep, or a name in it is too long or none
	 */
	void requireMakeable(String path) {
		int depth = 0;
		int from = this.database.length() + 1;
		while (from <= path.length()) {
			int slash = path.indexOf('/', from);
			int until = (slash < 0) ? path.length() : slash;
			requireName(path.substring(from, until));
			from = until + 1;
			depth++;
			if (depth > DEPTH_MAX) {
				throw RejectedException
					.scheme("A path has more than " + DEPTH_MAX + " names below the database (make it shorter)");
			}
		}
	}

	private static void requireName(String name) {
		boolean control = name.chars().anyMatch(Character::isISOControl);
		if (name.length() > NAME_CHARS_MAX || control || name.equals(".") || name.equals("..")) {
			throw RejectedException.scheme("A name in a path has " + name.length() + " characters"
					+ (control ? ", control characters among them" : "") + ": '" + name + "' (expected 1 to "
					+ NAME_CHARS_MAX + " characters, no control characters, and not '.' or '..')");
		}
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
