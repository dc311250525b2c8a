package io.ydbtopic.client;

import io.ydbtopic.client.internal.keyed.KafkaChooser;
import io.ydbtopic.client.internal.keyed.KeyRangeChooser;
import org.jspecify.annotations.Nullable;

/**
 * Decides which partition a message of a {@link KeyedTopicWriter} goes to. It is called
 * on the thread that writes. It is called again, on a user thread, for messages on their
 * way when the partition that it chose has been split meanwhile, and for messages that
 * were written before the partitions were known. So it must be thread-safe, fast, and
 * give the same answer for the same message and partitions.
 * <p>
 * The messages of a key keep their order through a split if the chooser moves the key
 * from a partition to one of its children, or leaves it where it is; so does
 * {@link #byKeyRange()}.
 */
@FunctionalInterface
public interface PartitionChooser {

	/**
	 * The partition for a message that names none itself.
	 * @param message with its key, if it has one
	 * @param partitions those that take messages now
	 * @return the id of an active partition; one that was split stands for the first of
	 * its children that takes messages
	 * @throws RuntimeException if the message can't have a partition; it is rejected with
	 * this as its cause
	 */
	long choose(KeyedMessage<?> message, TopicPartitions partitions);

	/**
	 * The place of a message in the topic's space of keys. The server of an
	 * auto-partitioned topic counts the load of each place, to find the best point for a
	 * split; without it, it sees one producer for each partition, and splits none.
	 * @return up to 16 bytes, compared with the bounds of partitions; {@code null} by
	 * default, for none
	 */
	default byte @Nullable [] rangeKey(KeyedMessage<?> message) {
		return null;
	}

	/**
	 * The partition whose key range covers the 64-bit Murmur hash of the key, as the
	 * official SDKs for C++ and Go do. On a topic without auto-partitioning, which has no
	 * ranges, partitions take equal slices by ascending id, the same that the topic gets
	 * when auto-partitioning is turned on. The default.
	 */
	static PartitionChooser byKeyRange() {
		return KeyRangeChooser.INSTANCE;
	}

	/**
	 * The partition that Kafka's default partitioner chooses for the same bytes of the
	 * key and the same number of partitions: {@code murmur2(key) & 0x7fffffff} modulo the
	 * number of partitions, by ascending id. It rejects messages without a key, and all
	 * messages for a topic whose partitions have key ranges: the modulo would move keys
	 * between partitions with each split and break their order.
	 */
	static PartitionChooser likeKafka() {
		return KafkaChooser.INSTANCE;
	}

}
