package io.ydbtopic.client;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.BufferFullException;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.UndeliveredMessagesException;
import io.ydbtopic.client.error.WaitTimeoutException;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.observe.WriterCounters;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to all partitions of a topic: those of one key in their order, each to
 * the partition that {@link KeyedWriterSettings#chooser()} gives it, or that the message
 * names. It keeps messages until the server has acknowledged them, through lost
 * connections, restarts of the server and splits of partitions; with deduplication, which
 * is the default, each is stored once. When a partition is split, what it had not stored
 * goes on to its children, in order.
 * <p>
 * A stream to a partition is opened by the first message for it, and closed when none has
 * come for {@link KeyedWriterSettings#idleTimeout()}. The producer id of a partition is
 * that of the settings with a dash and the partition's number. Own sequence numbers are
 * kept; the server refuses repeats of a number within one partition, but not across a
 * split that happened between two lives of the writer. Partitions that are added to a
 * topic without a split are seen by new writers only: keys must not wander while their
 * messages are on the way.
 * <p>
 * Thread-safe; messages of one key written by one thread keep their order. Futures are
 * completed on user threads; the blocking forms must not be called from such a
 * completion.
 *
 * @param <T> type of the values
 */
public interface KeyedTopicWriter<T> extends AutoCloseable {

	/**
	 * Writes a value with a key.
	 * @return the ack; fails with a {@link TopicClosedException} when the writer ends
	 * first, or with a {@link MessageRejectedException} if the message can't be encoded
	 * or has no partition
	 * @throws BufferFullException if there was no room in time
	 * @throws MessageRejectedException if the message is too large, has too much
	 * metadata, or no partition
	 * @throws TopicClosedException if the writer is closed or has failed; the cause tells
	 * why
	 */
	default CompletableFuture<WriteAck> write(String key, T value) {
		return write(KeyedMessage.of(key, value));
	}

	/**
	 * Writes a message, as {@link #write(String, Object)}. The ack tells the partition.
	 */
	CompletableFuture<WriteAck> write(KeyedMessage<? extends T> message);

	/**
	 * Writes a message, waiting at most so long for room, whatever the settings say.
	 */
	CompletableFuture<WriteAck> write(KeyedMessage<? extends T> message, Duration maxWait);

	/**
	 * Writes messages in the order of the collection. If the buffer is full, this waits
	 * or fails as {@link #write(String, Object)} does: what was taken before a failure is
	 * written.
	 * @return the acks in the same order; fails with the first failure
	 */
	CompletableFuture<List<WriteAck>> writeAll(Collection<? extends KeyedMessage<? extends T>> messages);

	/**
	 * Writes a message only if there is room now.
	 * @return the ack, or {@code null} if the buffer is full: nothing was taken
	 */
	@Nullable CompletableFuture<WriteAck> tryWrite(KeyedMessage<? extends T> message);

	/**
	 * Writes a value without a future of its own, which is cheaper. Its fate shows in
	 * {@link #flush()}, in {@link #counters()} and when the writer closes.
	 */
	void send(String key, T value);

	/**
	 * Writes a message and waits until it is safe.
	 * @param timeout most time for room and ack together
	 * @throws WaitTimeoutException if it was not acknowledged in time; it may still be
	 * stored
	 * @throws InterruptedException if the calling thread was interrupted; it may still be
	 * stored
	 */
	WriteAck writeAndWait(KeyedMessage<? extends T> message, Duration timeout) throws InterruptedException;

	/**
	 * Everything written before this call, to any partition.
	 * @return done when all of it is acknowledged; fails when the writer ends first, or
	 * when one of the messages sent without a future was rejected
	 */
	CompletableFuture<Void> flush();

	/**
	 * Waits until everything written before this call is acknowledged.
	 * @throws WaitTimeoutException if that took longer
	 * @throws InterruptedException if the calling thread was interrupted
	 */
	void flush(Duration timeout) throws InterruptedException;

	/**
	 * The partitions of the topic when they were known for the first time. Writing need
	 * not wait for it.
	 * @return fails when the writer ends before
	 */
	CompletableFuture<TopicPartitions> ready();

	/**
	 * The partitions that take messages now, from memory; {@code null} until they are
	 * known.
	 */
	@Nullable TopicPartitions partitions();

	/**
	 * The state of the streams to all partitions as one: connected when the partitions
	 * are known and no stream is being reconnected. From memory.
	 */
	StreamStatus status();

	/**
	 * What was written so far to all partitions, from memory.
	 */
	WriterCounters counters();

	/**
	 * Closes: takes nothing more, flushes until the deadline, reconnecting and following
	 * splits if it must, then ends all streams. Harmless when repeated; the first
	 * deadline counts.
	 * @param deadline most time for the flush; zero gives up at once
	 * @return what was left, never fails
	 */
	CompletableFuture<WriterCloseReport> closeAsync(Duration deadline);

	/**
	 * Closes with the deadline of the settings, and waits.
	 * @throws UndeliveredMessagesException if messages were left without an ack
	 */
	@Override
	void close();

}
