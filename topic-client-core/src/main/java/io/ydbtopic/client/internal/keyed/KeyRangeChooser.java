package io.ydbtopic.client.internal.keyed;

import java.nio.ByteBuffer;

import io.ydbtopic.client.KeyedMessage;
import io.ydbtopic.client.PartitionChooser;
import io.ydbtopic.client.TopicPartitions;

/**
 * Chooses by the range that covers the key's hash: 64 bits of Murmur, most significant
 * byte first. A split moves a key to a child of its partition, never elsewhere.
 * Stateless.
 */
public final class KeyRangeChooser implements PartitionChooser {

	/** The only one. */
	public static final PartitionChooser INSTANCE = new KeyRangeChooser();

	private KeyRangeChooser() {
	}

	@Override
	public long choose(KeyedMessage<?> message, TopicPartitions partitions) {
		return partitions.covering(rangeKey(message)).id();
	}

	@Override
	public byte[] rangeKey(KeyedMessage<?> message) {
		byte[] key = message.key();
		if (key == null) {
			throw new IllegalArgumentException(
					"a message without a key (expected: a key, whose hash decides about the partition)");
		}
		return ByteBuffer.allocate(Long.BYTES).putLong(Murmur2.hash64(key)).array();
	}

	@Override
	public String toString() {
		return "by key range";
	}

}
