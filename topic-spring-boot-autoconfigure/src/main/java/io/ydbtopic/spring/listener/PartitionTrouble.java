package io.ydbtopic.spring.listener;

import java.time.Instant;

/**
 * A partition of a listener that does not get on.
 *
 * @param topic path of the topic
 * @param partitionId number of the partition
 * @param offset offset of the message that is in the way
 * @param kind what is going on
 * @param attempt how often it was tried
 * @param since when it began
 * @param cause class of the last failure, without its text, which may be private
 */
public record PartitionTrouble(String topic, long partitionId, long offset, Kind kind, int attempt, Instant since,
		String cause) {

	/** What is going on. */
	public enum Kind {

		/** The message waits for its next attempt. */
		RETRYING,

		/** The recoverer fails as well and is tried again. */
		RECOVERY_FAILING,

		/** The partition stays where it is. */
		HELD

	}

}
