package io.ydbtopic.client;

/**
 * A partition in the hands of this reader, from the server's start to its end.
 * Thread-safe.
 */
public interface PartitionSession {

	/**
	 * Path of the topic as the server says it.
	 */
	String topic();

	/**
	 * Number of the partition.
	 */
	long partitionId();

	/**
	 * The id of this session within its stream, for logs; numbers start anew on each
	 * stream.
	 */
	long sessionId();

	/**
	 * Everything before this offset is committed, as far as the client knows. Grows.
	 */
	long committedOffset();

	/**
	 * The offset that the next new message of the partition had when the session started.
	 */
	long endOffsetAtStart();

	/**
	 * Whether messages of this session can still be committed.
	 */
	boolean isActive();

}
