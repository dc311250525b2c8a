package io.ydbtopic.client.admin;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a topic holds and how it is written.
 *
 * @param storeSizeBytes bytes that it takes in the store
 * @param lastWriteTime when a message was written last to the partition that is behind
 * the others; {@code null} if unknown
 * @param maxWriteTimeLag most time between the making of a message and its writing, of
 * the last minute; zero if unknown
 * @param bytesWritten what was written to all partitions
 */
public record TopicStatistics(long storeSizeBytes, @Nullable Instant lastWriteTime, Duration maxWriteTimeLag,
		Traffic bytesWritten) {

	/** Nothing is known. */
	public static final TopicStatistics NONE = new TopicStatistics(0, null, Duration.ZERO, Traffic.NONE);

}
