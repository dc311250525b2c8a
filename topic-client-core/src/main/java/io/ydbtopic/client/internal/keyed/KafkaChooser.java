package io.ydbtopic.client.internal.keyed;

import java.util.List;

import io.ydbtopic.client.KeyedMessage;
import io.ydbtopic.client.PartitionChooser;
import io.ydbtopic.client.TopicPartitions;
import io.ydbtopic.client.admin.PartitionDescription;

/**
 * Chooses as Kafka's default partitioner does for a message with a key. Stateless.
 */
public final class KafkaChooser implements PartitionChooser {

	/** The only one. */
	public static final PartitionChooser INSTANCE = new KafkaChooser();

	private KafkaChooser() {
	}

	@Override
	public long choose(KeyedMessage<?> message, TopicPartitions partitions) {
		byte[] key = message.key();
		if (key == null) {
			throw new IllegalArgumentException(
					"a message without a key (expected: a key, whose hash decides about the partition)");
		}
		if (partitions.hasRanges()) {
			throw new IllegalArgumentException(partitions + ": the partitions have key ranges, and Kafka's hash would "
					+ "move keys between them with each split (expected: a topic without auto-partitioning, or "
					+ "PartitionChooser.byKeyRange())");
		}
		List<PartitionDescription> active = partitions.active();
		return active.get((Murmur2.kafka(key) & 0x7fffffff) % active.size()).id();
	}

	@Override
	public String toString() {
		return "like Kafka";
	}

}
