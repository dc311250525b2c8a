package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/**
 * Time, threads and chance for containers, from one place, so that a test can run them on
 * virtual time. Thread-safe.
 */
public interface ListenerRuntime {

	/**
	 * Wall-clock time, for what people see.
	 */
	Instant now();

	/**
	 * Monotonic time in nanoseconds, for durations only.
	 */
	long nanoTime();

	/**
	 * Evenly between 0 and 1.
	 */
	double random();

	/**
	 * Runs a task later, on a thread that must not be blocked.
	 * @param what what for, for logs
	 * @return takes it back; harmless when it has run
	 */
	Timer schedule(String what, Duration delay, Runnable task);

	/**
	 * Waits on the calling thread until a future is done.
	 * @throws TimeoutException if it was not done in time
	 * @throws ExecutionException with what it failed with
	 * @throws InterruptedException if the calling thread was interrupted
	 */
	<T> T await(CompletableFuture<T> future, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException;

	/**
	 * New threads for a container.
	 * @param name beginning of their names
	 * @param threads how many at most
	 */
	Workers newWorkers(String name, int threads);

	/** A task that is due later. */
	@FunctionalInterface
	interface Timer {

		/** Takes the task back. */
		void cancel();

	}

	/** Threads of one container. */
	interface Workers extends Executor {

		/**
		 * Interrupts what runs and drops what waits.
		 */
		void stopNow();

		/**
		 * Ends the threads when what they were given is done.
		 */
		void stop();

	}

}
