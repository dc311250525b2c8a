package io.ydbtopic.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.client.admin.PartitionDescription;

/**
 * How far each partition was read, and how far it shall be. Thread-safe.
 */
final class ReadProgress {

	/** Offset at which each partition ends, for those that were not read to it. */
	private final Map<Long, Long> ends;

	private final Map<Long, Long> reached = new ConcurrentHashMap<>();

	private final boolean endless;

	private ReadProgress(Map<Long, Long> ends, boolean endless) {
		this.ends = ends;
		this.endless = endless;
	}

	/** It goes on for ever. */
	static ReadProgress endless() {
		return new ReadProgress(Map.of(), true);
	}

	/** To the present end of each partition. */
	static ReadProgress to(List<PartitionDescription> partitions) {
		Map<Long, Long> ends = new ConcurrentHashMap<>();
		for (PartitionDescription partition : partitions) {
			if (partition.endOffset() > partition.startOffset()) {
				ends.put(partition.id(), partition.endOffset());
			}
		}
		return new ReadProgress(ends, false);
	}

	/** Everything before an offset is done with. */
	void passed(long partition, long offset) {
		this.reached.merge(partition, offset, Math::max);
		Long end = this.ends.get(partition);
		if (end != null && offset >= end) {
			this.ends.remove(partition);
		}
	}

	/** The first offset that was not passed; 0 if none was. */
	long reached(long partition) {
		return this.reached.getOrDefault(partition, 0L);
	}

	boolean isComplete() {
		return !this.endless && this.ends.isEmpty();
	}

	/** Partitions that were not read to their end. */
	List<Long> incomplete() {
		return List.copyOf(new TreeMap<>(this.ends).keySet());
	}

}
