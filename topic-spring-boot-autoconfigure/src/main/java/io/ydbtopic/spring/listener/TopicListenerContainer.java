package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * Runs one listener: reads, hands messages to it, commits, and deals with failures. Not a
 * bean; the registry owns it. May be started and stopped any number of times.
 * Thread-safe; may be called from within the listener, too.
 */
public interface TopicListenerContainer {

	/**
	 * Id of the listener.
	 */
	String id();

	/**
	 * How it runs.
	 */
	ContainerProperties properties();

	/**
	 * What handles failures, in a few words.
	 */
	String errorHandling();

	/**
	 * Starts; does nothing if it is started already. Connects in the background, unless
	 * the start-up policy is {@link StartupPolicy#FAIL}.
	 * @throws IllegalStateException if it is just stopping
	 * @throws ListenerStartException with {@link StartupPolicy#FAIL}, if it can't connect
	 */
	void start();

	/**
	 * Stops: finishes what {@link ContainerProperties#shutdown()} says, commits it, and
	 * gives the partitions back, within {@link ContainerProperties#shutdownTimeout()}.
	 * @param reason why, for the event and the log
	 * @return done when it has stopped, never fails; done at once when it is not running
	 */
	CompletableFuture<Void> stop(String reason);

	/**
	 * Hands out nothing more until {@link #resume()}; the batch in hand is finished.
	 * Survives reconnects, rebalances and restarts.
	 */
	void pause();

	/**
	 * Ends a {@link #pause()}.
	 */
	void resume();

	/**
	 * Pauses one partition; survives as {@link #pause()}.
	 * @param topic path of the topic
	 */
	void pause(String topic, long partitionId);

	/**
	 * Ends a {@link #pause(String, long)}.
	 * @param topic path of the topic
	 */
	void resume(String topic, long partitionId);

	/**
	 * Lets a partition that is held go on: the message that holds it is tried again, with
	 * all its attempts.
	 * @param topic path of the topic, absolute or behind the database
	 * @return done when it goes on; fails with an {@link IllegalStateException} if the
	 * partition is not here or not held
	 */
	CompletableFuture<Void> release(String topic, long partitionId);

	/**
	 * Lets a partition that is held go on behind the message that holds it, which is
	 * committed and lost to this listener.
	 * @param topic path of the topic, absolute or behind the database
	 * @param offset offset of that message, so that no other is skipped by mistake
	 * @return done when it goes on; fails with an {@link IllegalStateException} if the
	 * partition is not here or not held at that message
	 */
	CompletableFuture<Void> skip(String topic, long partitionId, long offset);

	/**
	 * Goes on at another offset, usually an earlier one: its messages come again. What is
	 * committed stays committed, so a partition that moves away starts at its committed
	 * offset.
	 * @param topic path of the topic, absolute or behind the database
	 * @param offset zero or more
	 * @return done when it goes on; fails with an {@link IllegalStateException} if the
	 * partition is not here
	 * @throws IllegalArgumentException if the offset is negative
	 */
	CompletableFuture<Void> replay(String topic, long partitionId, long offset);

	/**
	 * Goes on at another offset in all partitions that are here, as {@link #replay} does
	 * in one; zero is the beginning.
	 * @param offset zero or more
	 * @return done when all go on; fails with an {@link IllegalStateException} if it does
	 * not run
	 * @throws IllegalArgumentException if the offset is negative
	 */
	CompletableFuture<Void> restartFrom(long offset);

	/**
	 * Waits on the calling thread until the listener has a partition, so that what is
	 * written from then on comes to it.
	 * @param timeout most time to wait
	 * @throws IllegalStateException if it has none in time, it fails or it is stopped
	 * meanwhile, with why; or if the calling thread is interrupted
	 */
	default void awaitAssigned(Duration timeout) {
		awaitAssigned(1, timeout);
	}

	/**
	 * Waits on the calling thread until the listener has as many partitions.
	 * @param partitions how many at least
	 * @param timeout most time to wait
	 * @throws IllegalStateException if it does not have them in time, it fails or it is
	 * stopped meanwhile, with why; or if the calling thread is interrupted
	 */
	void awaitAssigned(int partitions, Duration timeout);

	/**
	 * Whether someone paused it.
	 */
	boolean isPauseRequested();

	/**
	 * What it is doing.
	 */
	ListenerState state();

	/**
	 * Since when it does that.
	 */
	Instant since();

	/**
	 * What ended it; {@code null} unless the state is {@link ListenerState#FAILED}.
	 */
	@Nullable Throwable failure();

	/**
	 * Partitions that do not get on, by topic and number.
	 */
	List<PartitionTrouble> troubles();

	/**
	 * The partitions in hand, from memory, by topic and number; empty unless it runs.
	 */
	List<ListenerPartition> partitions();

	/**
	 * The state of the stream, from memory; {@code null} when it was never started.
	 */
	@Nullable StreamStatus stream();

	/**
	 * What was read since the last start, from memory; {@code null} when it was never
	 * started.
	 */
	@Nullable ReaderCounters counters();

}
