package io.ydbtopic.client;

import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.WaitTimeoutException;
import org.jspecify.annotations.Nullable;

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
	 * Commits all messages of this session before an offset that were handed out, whether
	 * they were committed one by one or not.
	 * @param offset at most the offset after the last message that was handed out
	 * @return as {@link ReceivedMessage#commit()}; fails with an
	 * {@link IllegalArgumentException} if messages before the offset were not handed out
	 * @throws IllegalStateException if the reader has no consumer
	 */
	CompletableFuture<Void> commitUpTo(long offset);

	/**
	 * Asks the server how far behind the partition is, over the stream and in order with
	 * its other messages.
	 * @return the answer; fails with a {@link PartitionSessionEndedException} when the
	 * session is over, and with a {@link WaitTimeoutException} when the server does not
	 * answer within {@link ReaderSettings#handshakeTimeout()}. Completed on a user thread
	 */
	CompletableFuture<PartitionLag> lag();

	/**
	 * The server's last answer to {@link #lag()} or to the question that is asked every
	 * {@link ReaderSettings#lagInterval()}; {@code null} before the first.
	 */
	@Nullable PartitionLag lastLag();

	/**
	 * Whether messages of this session can still be committed.
	 */
	boolean isActive();

}
