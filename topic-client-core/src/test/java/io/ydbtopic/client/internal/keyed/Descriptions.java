package io.ydbtopic.client.internal.keyed;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

import io.ydbtopic.client.admin.AutoPartitioning;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/** Topics as a server would describe them. */
final class Descriptions {

	private Descriptions() {
	}

	static TopicDescription topic(PartitionDescription... partitions) {
		return new TopicDescription("orders", TopicConfig.defaults(), Arrays.asList(partitions), 0, null);
	}

	static TopicDescription autoPartitioned(PartitionDescription... partitions) {
		return new TopicDescription("orders",
				TopicConfig.builder().autoPartitioning(AutoPartitioning.scaleUp(8)).build(), Arrays.asList(partitions),
				0, null);
	}

	/** A topic of so many partitions without ranges. */
	static TopicDescription plain(int partitions) {
		return topic(
				LongStream.range(0, partitions).mapToObj(Descriptions::active).toArray(PartitionDescription[]::new));
	}

	static PartitionDescription active(long id) {
		return active(id, List.of(), null, null);
	}

	static PartitionDescription active(long id, List<Long> parents, byte @Nullable [] from, byte @Nullable [] to) {
		return partition(id, true, List.of(), parents, from, to);
	}

	static PartitionDescription split(long id, List<Long> parents, Long... children) {
		return partition(id, false, List.of(children), parents, null, null);
	}

	private static PartitionDescription partition(long id, boolean active, List<Long> children, List<Long> parents,
			byte @Nullable [] from, byte @Nullable [] to) {
		return new PartitionDescription(id, active, children, parents, 0, 0, 0, null, 1, 1,
				(from != null) ? ByteBuffer.wrap(from) : null, (to != null) ? ByteBuffer.wrap(to) : null);
	}

	/** A bound whose first byte is given. */
	static byte[] bound(int first) {
		byte[] bound = new byte[16];
		bound[0] = (byte) first;
		return bound;
	}

}
