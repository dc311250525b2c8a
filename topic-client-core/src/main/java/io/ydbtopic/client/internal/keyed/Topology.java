package io.ydbtopic.client.internal.keyed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.ydbtopic.client.TopicPartitions;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.TopicDescription;

/**
 * All partitions of a topic with their families, as they were when it was described.
 * Immutable, for any thread.
 */
final class Topology {

	/** No partition. */
	static final long NONE = -1;

	private final TopicPartitions partitions;

	private final Map<Long, PartitionDescription> all = new HashMap<>();

	/** Children by parent, ascending. */
	private final Map<Long, TreeSet<Long>> children = new HashMap<>();

	Topology(TopicDescription description) {
		this.partitions = TopicPartitions.of(description);
		description.partitions().forEach((partition) -> this.all.put(partition.id(), partition));
		for (PartitionDescription partition : description.partitions()) {
			partition.children().forEach((child) -> link(partition.id(), child));
			partition.parents().forEach((parent) -> link(parent, partition.id()));
		}
	}

	private void link(long parent, long child) {
		// Ids are never used again, so a child's is greater; anything else is no family.
		if (child > parent && this.all.containsKey(child)) {
			this.children.computeIfAbsent(parent, (unused) -> new TreeSet<>()).add(child);
		}
	}

	/** Those that take messages. */
	TopicPartitions partitions() {
		return this.partitions;
	}

	boolean isActive(long partition) {
		PartitionDescription known = this.all.get(partition);
		return known != null && known.active();
	}

	/**
	 * Whether another description must be the later one: new partitions have greater ids,
	 * and one that takes no more messages never takes any again. One that is missing may
	 * have been forgotten.
	 */
	boolean isOlderThan(Topology other) {
		return greatestId() < other.greatestId()
				|| other.all.values().stream().anyMatch((partition) -> !partition.active() && isActive(partition.id()));
	}

	private long greatestId() {
		return this.all.keySet().stream().mapToLong(Long::longValue).max().orElse(NONE);
	}

	/**
	 * The partition itself if it takes messages, else the first of its descendants that
	 * does.
	 * @return {@link #NONE} if there is none
	 */
	long heir(long partition) {
		if (isActive(partition)) {
			return partition;
		}
		for (long child : this.children.getOrDefault(partition, new TreeSet<>())) {
			long heir = heir(child);
			if (heir != NONE) {
				return heir;
			}
		}
		return NONE;
	}

	/** The ancestors that are still known, the oldest first. */
	List<Long> ancestors(long partition) {
		List<Long> ancestors = new ArrayList<>();
		collectAncestors(partition, ancestors);
		Collections.sort(ancestors);
		return ancestors;
	}

	private void collectAncestors(long partition, List<Long> ancestors) {
		PartitionDescription known = this.all.get(partition);
		if (known != null) {
			for (long parent : known.parents()) {
				if (parent < partition && !ancestors.contains(parent)) {
					ancestors.add(parent);
					collectAncestors(parent, ancestors);
				}
			}
		}
	}

	@Override
	public String toString() {
		return this.partitions.toString();
	}

}
