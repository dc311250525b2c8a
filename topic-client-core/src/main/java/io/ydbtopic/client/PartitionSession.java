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
	 * Goes on at another offset, before or behind what was handed out, without a new
	 * session and without a pause for other partitions. What was read ahead is dropped;
	 * batches in the application's hands stay as they are. Going back, messages come
	 * again, over a stream of their own until the partition has caught up; those that are
	 * committed stay so, and committing them again does nothing. Going forward, the next
	 * commit covers what was passed over. A partition that was held after a failed batch
	 * goes on. It lasts as long as the session: the next one starts at the committed
	 * offset.
	 * @param offset zero or more; where retention has removed messages, the first that is
	 * left comes
	 * @return done when nothing is handed out any more that was read before; fails with a
	 * {@link PartitionSessionEndedException} if the session is over or being given back.
	 * Completed on a user thread
	 */
	CompletableFuture<Void> seek(long offset);

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
