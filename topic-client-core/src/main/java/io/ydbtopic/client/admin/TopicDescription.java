package io.ydbtopic.client.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A topic as the server sees it.
 *
 * @param self its name, owner and time of creation
 * @param config its settings and consumers
 * @param partitions all partitions, with those that are not active any more, by number
 * @param statistics what it holds and how it is written
 * @param consumerStatistics how each consumer reads it, by name
 * @param partitionReadSpeedBytesPerSecond most bytes a second out of one partition to all
 * consumers; 0 for no limit
 * @param consumerReadSpeedBytesPerSecond most bytes a second out of one partition to one
 * consumer; 0 for no limit
 */
public record TopicDescription(PathDescription self, TopicConfig config, List<PartitionDescription> partitions,
		TopicStatistics statistics, Map<String, ConsumerStatistics> consumerStatistics,
		long partitionReadSpeedBytesPerSecond, long consumerReadSpeedBytesPerSecond) {

	public TopicDescription {
		partitions = List.copyOf(partitions);
		consumerStatistics = Map.copyOf(consumerStatistics);
	}

	/**
	 * A topic of which little is known.
	 * @param name last part of its path
	 * @param lastWriteTime {@code null} if unknown
	 */
	public TopicDescription(String name, TopicConfig config, List<PartitionDescription> partitions, long storeSizeBytes,
			@Nullable Instant lastWriteTime) {
		this(new PathDescription(name, name, PathKind.TOPIC, "", null), config, partitions, new TopicStatistics(
				storeSizeBytes, lastWriteTime, TopicStatistics.NONE.maxWriteTimeLag(), Traffic.NONE), Map.of(), 0, 0);
	}

	/**
	 * Last part of its path.
	 */
	public String name() {
		return this.self.name();
	}

	/**
	 * Bytes that it takes in the store.
	 */
	public long storeSizeBytes() {
		return this.statistics.storeSizeBytes();
	}

	/**
	 * When a message was written last to the partition that is behind the others;
	 * {@code null} if unknown.
	 */
	public @Nullable Instant lastWriteTime() {
		return this.statistics.lastWriteTime();
	}

}
