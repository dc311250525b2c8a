package io.ydbtopic.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A topic to read, or some of its partitions.
 *
 * @param path path of the topic: absolute, or relative to the database
 * @param partitionIds partitions to read; empty for all
 * @param readFrom skips messages that the server stored earlier; {@code null} for none
 * @param maxLag skips messages that the server stored longer ago; {@code null} for none
 */
public record TopicSource(String path, List<Long> partitionIds, @Nullable Instant readFrom, @Nullable Duration maxLag) {

	public TopicSource {
		Checks.text("topic", path);
		partitionIds = List.copyOf(partitionIds);
		partitionIds.forEach(Checks::partition);
		if (maxLag != null) {
			Checks.duration("maxLag", maxLag, Checks.SHORTEST, Checks.LONGEST);
		}
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
