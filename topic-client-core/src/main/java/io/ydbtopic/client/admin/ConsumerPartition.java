package io.ydbtopic.client.admin;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How far a consumer is in a partition.
 *
 * @param partition the partition; a server need not tell its family and its keys here
 * @param committedOffset first offset that is not committed
 * @param lastReadOffset first offset that was not delivered
 * @param lastReadTime when it was read last; {@code null} if unknown
 * @param reader who reads it; {@code null} if nobody does
 * @param lags how far reading was behind
 * @param bytesRead what the consumer was given
 */
public record ConsumerPartition(PartitionDescription partition, long committedOffset, long lastReadOffset,
		@Nullable Instant lastReadTime, @Nullable ActiveReader reader, TimeLags lags, Traffic bytesRead) {

	/**
	 * A partition of which only offsets and the reader are known.
	 * @param readSessionId {@code null} if nobody reads it
	 * @param readerName {@code null} if the reader has none
	 */
	public ConsumerPartition(long partitionId, boolean active, long committedOffset, long lastReadOffset,
			long startOffset, long endOffset, @Nullable String readSessionId, @Nullable String readerName) {
		this(new PartitionDescription(partitionId, active, List.of(), List.of(), startOffset, endOffset, 0, null, 0, 0,
				null, null), committedOffset, lastReadOffset, null,
				(readSessionId != null) ? new ActiveReader(readSessionId, readerName, null, 0) : null, TimeLags.NONE,
				Traffic.NONE);
	}

	/**
	 * Number of the partition.
	 */
	public long partitionId() {
		return this.partition.id();
	}

	/**
	 * Whether the partition takes messages.
	 */
	public boolean active() {
		return this.partition.active();
	}

	/**
	 * Offset of the oldest message that is kept.
	 */
	public long startOffset() {
		return this.partition.startOffset();
	}

	/**
	 * Offset of the next message.
	 */
	public long endOffset() {
		return this.partition.endOffset();
	}

	/**
	 * Session of the reader; {@code null} if nobody reads it.
	 */
	public @Nullable String readSessionId() {
		return (this.reader != null) ? this.reader.sessionId() : null;
	}

	/**
	 * Name that the reader has given; {@code null} if nobody reads it, or it has none.
	 */
	public @Nullable String readerName() {
		return (this.reader != null) ? this.reader.name() : null;
	}

	/**
	 * Messages that are written and not committed; those that retention has removed do
	 * not count.
	 */
	public long lag() {
		return Math.max(0, endOffset() - Math.max(this.committedOffset, startOffset()));
	}

}
