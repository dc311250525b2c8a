package io.ydbtopic.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A topic to read, or some of its partitions, or all topics of a directory whose names
 * look alike.
 *
 * @param path path of the topic: absolute, or relative to the database. Its last part may
 * be a pattern, in which {@code *} stands for any text and {@code ?} for any letter:
 * topics that match are read as they appear and vanish, if they have the reader's
 * consumer
 * @param partitionIds partitions to read; empty for all
 * @param readFrom skips messages that the server stored earlier; {@code null} for none
 * @param maxLag skips messages that the server stored longer ago; {@code null} for none
 */
public record TopicSource(String path, List<Long> partitionIds, @Nullable Instant readFrom, @Nullable Duration maxLag) {

	public TopicSource {
		Checks.text("topic", path);
		partitionIds = List.copyOf(partitionIds);
		partitionIds.forEach(Checks::partition);
		String directory = path.substring(0, path.lastIndexOf('/') + 1);
		if (isPattern(directory)) {
			throw new IllegalArgumentException(
					"topic: '" + path + "' (expected: * and ? in the last part of the path alone)");
		}
		if (isPattern(path) && !partitionIds.isEmpty()) {
			throw new IllegalArgumentException(
					"topic: '" + path + "' with partitions " + partitionIds + " (expected: a pattern or partitions)");
		}
		if (maxLag != null) {
			Checks.duration("maxLag", maxLag, Checks.SHORTEST, Checks.LONGEST);
		}
	}

	private static boolean isPattern(String text) {
		return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
	}

	/**
	 * Whether the path is a pattern.
	 */
	public boolean isPattern() {
		return isPattern(this.path);
	}

	/**
	 * This source at another path.
	 */
	public TopicSource at(String otherPath) {
		return new TopicSource(otherPath, this.partitionIds, this.readFrom, this.maxLag);
	}

	/**
	 * All partitions of a topic.
	 */
	public static TopicSource of(String path) {
		return new TopicSource(path, List.of(), null, null);
	}

	/**
	 * The given partitions of a topic.
	 */
	public static TopicSource of(String path, List<Long> partitionIds) {
		return new TopicSource(path, partitionIds, null, null);
	}

}
