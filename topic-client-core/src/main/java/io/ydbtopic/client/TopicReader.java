package io.ydbtopic.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of topics; the application takes them when it wants. Offsets of one
 * partition come in order. Delivery is at least once: what was not committed when a
 * partition moves or the connection breaks comes again. Thread-safe; several threads may
 * take, but then the order within a partition is theirs to keep.
 *
 * @param <T> type of the values
 */
public interface TopicReader<T> extends AutoCloseable {

	/**
	 * Takes the next message.
	 * @param timeout most time to wait; zero looks once
	 * @return the message, or {@code null} if none came in time
	 * @throws TopicClosedException if the reader is closed or has failed; the cause tells
	 * why
	 * @throws InterruptedException if the calling thread was interrupted
	 */
	@Nullable ReceivedMessage<T> receive(Duration timeout) throws InterruptedException;

	/**
	 * Takes the next messages of one partition, as many as are there, up to
	 * {@link ReaderSettings#batchMaxMessages()}.
	 * @param timeout most time to wait for the first; zero looks once
	 * @return at least one message, or {@code null} if none came in time
	 * @throws TopicClosedException if the reader is closed or has failed; the cause tells
	 * why
	 * @throws InterruptedException if the calling thread was interrupted
	 */
	@Nullable MessageBatch<T> receiveBatch(Duration timeout) throws InterruptedException;

	/**
	 * The next messages of one partition, without waiting on a thread. Cancelling the
	 * future gives up the place in the queue.
	 * @return at least one message; fails with a {@link TopicClosedException} when the
	 * reader ends
	 */
	CompletableFuture<MessageBatch<T>> receiveBatchAsync();

	/**
	 * Takes what is there now of several partitions: a batch of each that has messages,
	 * up to a number of batches. They can be committed together with a
	 * {@link DeferredCommit}.
	 * @param maxBatches most batches, at least one
	 * @param timeout most time to wait for the first; zero looks once
	 * @return batches of different partitions; empty if none came in time
	 * @throws TopicClosedException if the reader is closed or has failed; the cause tells
	 * why
	 * @throws InterruptedException if the calling thread was interrupted
	 */
	List<MessageBatch<T>> receiveBatches(int maxBatches, Duration timeout) throws InterruptedException;

	/**
	 * Stops or resumes handing out all partitions. Survives reconnects. A paused reader
	 * grants the server no more than its buffer.
	 */
	void pause(boolean paused);

	/**
	 * Stops or resumes handing out one partition. Survives reconnects and rebalances.
	 */
	void pause(String topic, long partitionId, boolean paused);

	/**
	 * Done when the reader is connected for the first time; fails when it ends before.
	 */
	CompletableFuture<Void> ready();

	/**
	 * The state of the stream, from memory.
	 */
	StreamStatus status();

	/**
	 * What was read so far, from memory.
	 */
	ReaderCounters counters();

	/**
	 * Closes: hands out nothing more, waits for pending commits until the deadline, ends
	 * the partition sessions and the stream. Harmless when repeated.
	 * @return done when closed, never fails
	 */
	CompletableFuture<Void> closeAsync(Duration deadline);

	/**
	 * Closes with the deadline of the settings, and waits.
	 */
	@Override
	void close();

}
