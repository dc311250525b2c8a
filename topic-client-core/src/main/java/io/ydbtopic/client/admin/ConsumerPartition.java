package io.ydbtopic.client.admin;

import org.jspecify.annotations.Nullable;

/**
 * How far a consumer is in a partition.
 *
 * @param partitionId the partition
 * @param active whether the partition takes messages
 * @param committedOffset first offset that is not committed
 * @param lastReadOffset first offset that was not delivered
 * @param startOffset offset of the oldest message that is kept
 * @param endOffset offset of the next message
 * @param readSessionId who reads it; {@code null} if nobody does
 * @param readerName name that the reader has given; {@code null} if none
 */
public record ConsumerPartition(long partitionId, boolean active, long committedOffset, long lastReadOffset,
		long startOffset, long endOffset, @Nullable String readSessionId, @Nullable String readerName) {

	/**
	 * Messages that are written and not committed; those that retention has removed do
	 * not count.
	 */
	public long lag() {
		return Math.max(0, this.endOffset - Math.max(this.committedOffset, this.startOffset));
	}

}
