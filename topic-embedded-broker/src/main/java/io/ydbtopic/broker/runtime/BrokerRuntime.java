package io.ydbtopic.broker.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The machine as the broker sees it: a clock, an executor, timers and chance. Everything
 * in the broker that needs one of them takes it from here, so that a test can run the
 * broker's logic on virtual time in one thread. The trap: {@link #executor()} must never
 * run a task inside {@code execute}, since callers may hold a lock. Safe for use by many
 * threads.
 */
public interface BrokerRuntime extends AutoCloseable {

	/**
	 * The wall clock, for the times that messages carry and for retention.
	 * @return the clock, never null
	 */
	Clock clock();

	/**
	 * Where tasks run. Tasks may run in parallel; order is made by {@link SerialQueue}.
	 * @return an executor that only enqueues
	 */
	Executor executor();

	/**
	 * Runs a task once, on the executor, after a delay.
	 * @param name what the task is for, shown in logs
	 * @param delay how long to wait; zero or less means as soon as possible
	 * @param task what to run
	 * @return a handle that stops the task when it has not begun
	 */
	Timer schedule(String name, Duration delay, Runnable task);

	/**
	 * A random number, for identifiers only.
	 * @return any long
	 */
	long random();

	/**
	 * Stops timers and threads that this runtime owns. Idempotent.
	 */
	@Override
	void close();

	/**
	 * A task that waits for its time.
	 */
	interface Timer {

		/**
		 * Stops the task when it has not begun; otherwise does nothing.
		 */
		void cancel();

	}

}
