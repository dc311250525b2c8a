package io.ydbtopic.broker.topic;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * Which partition of a topic a producer writes to: the one that it wrote to first, while
 * that is active. Safe for use by many threads.
 */
final class ProducerHomes {

	private final String path;

	private final PartitionSet partitions;

	/** Producer to the partition that it wrote to first. */
	private final Map<String, Long> homes = new ConcurrentHashMap<>();

	private final AtomicInteger roundRobin = new AtomicInteger();

	ProducerHomes(String path, PartitionSet partitions) {
		this.path = path;
		this.partitions = partitions;
	}

	/** Takes over who has written to a partition before. */
	void restore(Partition partition) {
		if (partition.active()) {
			partition.producerIds().forEach((producer) -> this.homes.put(producer, partition.id()));
		}
	}

	/** See {@link Topic#choosePartition}. */
	Partition choose(String producerId) {
		List<Partition> active = this.partitions.active();
		if (producerId.isEmpty()) {
			return active.get(Math.floorMod(this.roundRobin.getAndIncrement(), active.size()));
		}
		Partition home = home(producerId);
		if (home == null) {
			home = PartitionChoice.byHash(active, producerId);
			this.homes.put(producerId, home.id());
		}
		return home;
	}

	/** See {@link Topic#claimPartition}. */
	Partition claim(long partition, String producerId) {
		Partition found = this.partitions.find(partition);
		if (found == null) {
			throw RejectedException.badRequest("Topic " + this.path + " has no partition " + partition
					+ " (expected 0 to " + (this.partitions.size() - 1) + ")");
		}
		if (!found.active()) {
			throw new RejectedException(IssueCode.WRITE_ERROR_PARTITION_INACTIVE,
					"Partition " + partition + " of " + this.path
							+ " was split and takes no more writes (expected one of its children, "
							+ found.place().children() + ")");
		}
		if (!producerId.isEmpty()) {
			Partition home = home(producerId);
			if (home != null && home != found) {
				throw RejectedException
					.badRequest("Producer '" + producerId + "' writes to partition " + home.id() + " of " + this.path
							+ ", not to " + partition + " (use the same partition or another producer)");
			}
			this.homes.put(producerId, partition);
		}
		return found;
	}

	private @Nullable Partition home(String producerId) {
		Long home = this.homes.get(producerId);
		Partition partition = (home != null) ? this.partitions.find(home) : null;
		return (partition != null && partition.active()) ? partition : null;
	}

}
