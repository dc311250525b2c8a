package io.ydbtopic.broker.topic;

/**
 * The numbers of a partition at one moment. Immutable.
 *
 * @param startOffset the first offset that is kept
 * @param endOffset the offset of the next message
 * @param lastWriteMillis when something was written last, in milliseconds of the epoch; 0
 * when never
 * @param written how much was written
 */
public record PartitionStats(long startOffset, long endOffset, long lastWriteMillis, Traffic written) {
}
