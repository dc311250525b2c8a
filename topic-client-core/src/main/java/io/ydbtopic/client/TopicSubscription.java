package io.ydbtopic.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamStatus;

/**
 * A reader that hands its batches to a {@link PartitionHandler}. Thread-safe.
 */
public interface TopicSubscription extends AutoCloseable {

	/**
	 * Done when connected for the first time; fails when the subscription ends before.
	 */
	CompletableFuture<Void> ready();

	/**
	 * The end: fails with the cause when the subscription fails for good, done normally
	 * when it was closed.
	 */
	CompletableFuture<Void> terminated();

	/**
	 * The state of the stream, from memory.
	 */
	StreamStatus status();

	/**
	 * What was read so far, from memory.
	 */
	ReaderCounters counters();

	/**
	 * Stops or resumes handing out all partitions; batches in hand are finished. Survives
	 * reconnects. A paused subscription grants the server no more than its buffer.
	 */
	void pause(boolean paused);

	/**
	 * Stops or resumes handing out one partition. Survives reconnects and rebalances.
	 */
	void pause(String topic, long partitionId, boolean paused);

	/**
	 * Closes: hands out nothing more, waits for batches in hand and for pending commits
	 * until the deadline, ends the partition sessions and the stream. Harmless when
	 * repeated.
	 * @return done when closed, never fails
	 */
	CompletableFuture<Void> closeAsync(Duration deadline);

	/**
	 * Closes with the deadline of the settings, and waits.
	 */
	@Override
	void close();

}
