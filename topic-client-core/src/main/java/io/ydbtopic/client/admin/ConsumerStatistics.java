package io.ydbtopic.client.admin;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a consumer reads all partitions of a topic.
 *
 * @param lastReadTime when the partition that was not read for longest was read last;
 * {@code null} if unknown
 * @param lags the most of all partitions
 * @param bytesRead what it was given
 */
public record ConsumerStatistics(@Nullable Instant lastReadTime, TimeLags lags, Traffic bytesRead) {

	/** Nothing is known. */
	public static final ConsumerStatistics NONE = new ConsumerStatistics(null, TimeLags.NONE, Traffic.NONE);

}
