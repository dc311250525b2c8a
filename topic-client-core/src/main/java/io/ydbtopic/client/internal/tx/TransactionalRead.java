package io.ydbtopic.client.internal.tx;

import org.jspecify.annotations.Nullable;

/**
 * Messages that a reader has handed out, as a transaction sees them. Thread-safe.
 */
public interface TransactionalRead {

	/** Path of the topic. */
	String topic();

	/** Number of the partition. */
	long partitionId();

	/** Whose offsets move; null if the reader has no consumer. */
	@Nullable String consumer();

	/** First offset. */
	long start();

	/** Offset after the last message. */
	long end();

	/** Whether the session that delivered them still has the partition. */
	boolean isCurrent();

	/** The transaction has moved the offset. */
	void committed();

	/** The transaction has not, or nobody knows: they are read again. */
	void readAgain();

}
