package io.ydbtopic.client.internal.admin;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import io.ydbtopic.client.admin.PathDescription;
import io.ydbtopic.client.admin.PathKind;
import io.ydbtopic.proto.scheme.Entry;
import io.ydbtopic.proto.scheme.ListDirectoryResult;
import org.jspecify.annotations.Nullable;

/**
 * Paths in requests of the scheme service, and entries in its answers. Pure; callable
 * from any thread.
 */
final class SchemeResults {

	private SchemeResults() {
	}

	/** The server takes no empty path for the root of the database. */
	static String orRoot(String path, String database) {
		return trimmed(path).isEmpty() ? database : path;
	}

	static List<PathDescription> children(String directory, ListDirectoryResult result) {
		String parent = trimmed(directory);
		return result.getChildrenList()
			.stream()
			.map((entry) -> path(parent.isEmpty() ? entry.getName() : parent + "/" + entry.getName(), entry))
			.sorted(Comparator.comparing(PathDescription::name))
			.toList();
	}

	static PathDescription path(String path, Entry entry) {
		return new PathDescription(entry.getName(), path, kind(entry.getType()), entry.getOwner(), createdAt(entry));
	}

	/** Without slashes at the end. */
	static String trimmed(String path) {
		int end = path.length();
		while (end > 0 && path.charAt(end - 1) == '/') {
			end--;
		}
		return path.substring(0, end);
	}

	/** A topic's older name is that of the group of queues that it is made of. */
	private static PathKind kind(Entry.Type type) {
		return switch (type) {
			case TOPIC, PERS_QUEUE_GROUP -> PathKind.TOPIC;
			case DIRECTORY -> PathKind.DIRECTORY;
			case DATABASE -> PathKind.DATABASE;
			case TABLE, COLUMN_TABLE -> PathKind.TABLE;
			default -> PathKind.OTHER;
		};
	}

	/** Steps of a transaction's plan are milliseconds of the clock. */
	private static @Nullable Instant createdAt(Entry entry) {
		long millis = entry.getCreatedAt().getPlanStep();
		return (millis > 0) ? Instant.ofEpochMilli(millis) : null;
	}

}
