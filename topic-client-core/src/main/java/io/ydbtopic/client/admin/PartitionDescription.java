package io.ydbtopic.client.admin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A partition of a topic.
 *
 * @param id its number
 * @param active whether it takes messages; one that was split or merged does not
 * @param children partitions that it was split or merged into
 * @param parents partitions that it was made of
 * @param startOffset offset of the oldest message that is kept
 * @param endOffset offset of the next message
 * @param storeSizeBytes bytes that it takes in the store
 * @param lastWriteTime when a message was written last; {@code null} if unknown
 * @param maxWriteTimeLag most time between the making of a message and its writing, of
 * the last minute; zero if unknown
 * @param bytesWritten what was written
 * @param nodeId node that serves it; 0 if unknown
 * @param generation how often it has moved; 0 if unknown
 * @param fromKey least key that it takes; {@code null} for no bound. Read-only
 * @param toKey first key that it does not take any more; {@code null} for no bound.
 * Read-only
 */
public record PartitionDescription(long id, boolean active, List<Long> children, List<Long> parents, long startOffset,
		long endOffset, long storeSizeBytes, @Nullable Instant lastWriteTime, Duration maxWriteTimeLag,
		Traffic bytesWritten, int nodeId, long generation, @Nullable ByteBuffer fromKey, @Nullable ByteBuffer toKey) {

	public PartitionDescription {
		children = List.copyOf(children);
		parents = List.copyOf(parents);
	}

	/**
	 * A partition whose traffic is not known.
	 */
	public PartitionDescription(long id, boolean active, List<Long> children, List<Long> parents, long startOffset,
			long endOffset, long storeSizeBytes, @Nullable Instant lastWriteTime, int nodeId, long generation,
			@Nullable ByteBuffer fromKey, @Nullable ByteBuffer toKey) {
		this(id, active, children, parents, startOffset, endOffset, storeSizeBytes, lastWriteTime, Duration.ZERO,
				Traffic.NONE, nodeId, generation, fromKey, toKey);
	}

	@Override
	public @Nullable ByteBuffer fromKey() {
		return (this.fromKey != null) ? this.fromKey.asReadOnlyBuffer() : null;
	}

	@Override
	public @Nullable ByteBuffer toKey() {
		return (this.toKey != null) ? this.toKey.asReadOnlyBuffer() : null;
	}

}
