package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Time, threads and chance, from one place: no other class of the client asks the JVM for
 * any of them. With a virtual implementation the whole client runs on virtual time in one
 * thread. Thread-safe.
 */
public interface ClientRuntime extends AutoCloseable {

	/**
	 * Monotonic time in nanoseconds, for durations only.
	 */
	long nanoTime();

	/**
	 * Wall-clock time, for what people and the server see.
	 */
	Instant now();

	/**
	 * As {@link #now}, in milliseconds since the epoch; for every message.
	 */
	default long nowMillis() {
		return now().toEpochMilli();
	}

	/**
	 * Source of randomness; safe to share between threads.
	 */
	RandomGenerator random();

	/**
	 * A new serial queue on the client's own threads. What runs there must neither block
	 * nor call user code.
	 * @param name shown in thread dumps and logs
	 */
	SerialLoop newLoop(String name);

	/**
	 * A new serial queue on threads that may run user code: hooks, completions.
	 * @param name shown in thread dumps and logs
	 */
	SerialLoop newUserQueue(String name);

	/**
	 * Threads that may run user code and may block: codecs, token providers.
	 */
	Executor userExecutor();

	/**
	 * Waits on the calling thread until the future is done.
	 * @param timeout most time to wait
	 * @throws TimeoutException if it was not done in time
	 * @throws ExecutionException with what the future failed with
	 * @throws InterruptedException if the calling thread was interrupted
	 */
	<T> T await(CompletableFuture<T> future, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException;

	/**
	 * Something inside the client goes from one state to another. Nobody listens, except
	 * a simulation that wants to know what it has seen.
	 */
	default void stateChanged(Enum<?> from, Enum<?> to) {
	}

	/**
	 * Ends the threads that this runtime made. Tasks that have not begun are dropped.
	 */
	@Override
	void close();

}
