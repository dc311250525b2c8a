package io.ydbtopic.client;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.client.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of a topic that take messages, as a {@link PartitionChooser} sees them.
 * Immutable, for any thread.
 */
public final class TopicPartitions {

	/** Bounds of partitions are 16 bytes, the whole space 128 bits. */
	private static final int KEY_BYTES = 16;

	private static final BigInteger KEY_MAX = BigInteger.ONE.shiftLeft(8 * KEY_BYTES).subtract(BigInteger.ONE);

	private final String topic;

	private final List<PartitionDescription> active;

	private final boolean ranged;

	private final boolean autoPartitioned;

	/** Least keys of the active partitions, ascending; the first is empty. */
	private final byte[][] bounds;

	/** The active partitions in the order of {@link #bounds}. */
	private final List<PartitionDescription> byBound;

	private TopicPartitions(String topic, List<PartitionDescription> active, boolean autoPartitioned) {
		if (active.isEmpty()) {
			throw new IllegalArgumentException(
					"topic '" + topic + "': no active partition (expected: at least one that takes messages)");
		}
		this.topic = topic;
		this.active = active;
		this.autoPartitioned = autoPartitioned;
		this.ranged = active.stream().anyMatch((partition) -> partition.fromKey() != null || partition.toKey() != null);
		this.byBound = new ArrayList<>(active);
		if (this.ranged) {
			this.byBound.sort(Comparator.comparing(TopicPartitions::from, Arrays::compareUnsigned));
		}
		this.bounds = new byte[active.size()][];
		for (int i = 0; i < this.bounds.length; i++) {
			this.bounds[i] = this.ranged ? from(this.byBound.get(i)) : sliceBound(i, this.bounds.length);
		}
	}

	/**
	 * The partitions of a topic that was described.
	 * @throws IllegalArgumentException if none of them takes messages
	 */
	public static TopicPartitions of(TopicDescription description) {
		ScalingStrategy strategy = description.config().autoPartitioning().strategy();
		return new TopicPartitions(description.name(),
				description.partitions()
					.stream()
					.filter(PartitionDescription::active)
					.sorted(Comparator.comparingLong(PartitionDescription::id))
					.toList(),
				strategy != ScalingStrategy.DISABLED);
	}

	private static byte[] from(PartitionDescription partition) {
		@Nullable ByteBuffer from = partition.fromKey();
		if (from == null) {
			return new byte[0];
		}
		byte[] bytes = new byte[from.remaining()];
		from.get(bytes);
		return bytes;
	}

	private static byte[] sliceBound(int slice, int slices) {
		if (slice == 0) {
			return new byte[0];
		}
		byte[] number = KEY_MAX.divide(BigInteger.valueOf(slices)).multiply(BigInteger.valueOf(slice)).toByteArray();
		byte[] bound = new byte[KEY_BYTES];
		int count = Math.min(number.length, KEY_BYTES);
		System.arraycopy(number, number.length - count, bound, KEY_BYTES - count, count);
		return bound;
	}

	/**
	 * Name of the topic.
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * The partitions that take messages, at least one, by ascending id. Not modifiable.
	 */
	public List<PartitionDescription> active() {
		return this.active;
	}

	/**
	 * Whether partitions have key ranges: the topic is, or has been, partitioned by its
	 * load.
	 */
	public boolean hasRanges() {
		return this.ranged;
	}

	/**
	 * Whether the server may split partitions by their load.
	 */
	public boolean isAutoPartitioned() {
		return this.autoPartitioned;
	}

	/**
	 * The partition whose range covers a place in the space of keys. Without ranges the
	 * space is divided into equal slices, by ascending id of the partitions.
	 * @param place bytes that are compared with the bounds, unsigned, from the first on;
	 * where one is the beginning of the other, the shorter comes first
	 */
	public PartitionDescription covering(byte[] place) {
		int low = 0;
		int high = this.bounds.length - 1;
		while (low < high) {
			int middle = (low + high + 1) >>> 1;
			if (Arrays.compareUnsigned(this.bounds[middle], place) <= 0) {
				low = middle;
			}
			else {
				high = middle - 1;
			}
		}
		return this.byBound.get(low);
	}

	@Override
	public String toString() {
		return "topic '" + this.topic + "', active partitions "
				+ this.active.stream().map(PartitionDescription::id).toList();
	}

}
