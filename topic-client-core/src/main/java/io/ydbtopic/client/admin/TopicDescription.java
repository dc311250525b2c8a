package io.ydbtopic.client.admin;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A topic as the server sees it.
 *
 * @param name last part of its path
 * @param config its settings and consumers
 * @param partitions all partitions, with those that are not active any more, by number
 * @param storeSizeBytes bytes that it takes in the store
 * @param lastWriteTime when a message was written last to the partition that is behind
 * the others; {@code null} if unknown
 */
public record TopicDescription(String name, TopicConfig config, List<PartitionDescription> partitions,
		long storeSizeBytes, @Nullable Instant lastWriteTime) {

	public TopicDescription {
		partitions = List.copyOf(partitions);
	}

}
