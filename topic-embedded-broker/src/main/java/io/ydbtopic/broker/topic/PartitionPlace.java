package io.ydbtopic.broker.topic;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where a partition stands among the others of its topic. Immutable.
 *
 * @param active whether it takes writes
 * @param parents what it was split from
 * @param children what it was split into
 * @param keyRange the keys it takes; null when the topic does not go by keys
 */
public record PartitionPlace(boolean active, List<Long> parents, List<Long> children, @Nullable KeyRange keyRange) {

	/** Takes writes, has no relatives and no range. */
	static final PartitionPlace PLAIN = new PartitionPlace(true, List.of(), List.of(), null);

	PartitionPlace withKeyRange(KeyRange range) {
		return new PartitionPlace(this.active, this.parents, this.children, range);
	}

	PartitionPlace splitInto(List<Long> newChildren) {
		return new PartitionPlace(false, this.parents, List.copyOf(newChildren), this.keyRange);
	}

}
