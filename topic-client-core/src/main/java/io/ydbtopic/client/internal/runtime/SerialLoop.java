package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * A queue that behaves like a thread of one's own: tasks run one after the other, in the
 * order of their submission, each seeing what the one before has done; a task never runs
 * within another. A task that throws is logged and does not stop the queue. The trap:
 * state confined to a loop must be touched from its tasks alone, so begin methods with
 * {@link #assertInLoop()}. Thread-safe.
 */
public interface SerialLoop extends Executor {

	/**
	 * Whether the calling thread is running a task of this loop.
	 */
	boolean inLoop();

	/**
	 * As {@link #execute}, for a task that takes less time than it takes to wake a
	 * thread: if the loop is idle, the calling thread may run it, before this returns.
	 * Callers must be prepared for both.
	 */
	default void executeShort(Runnable task) {
		execute(task);
	}

	/**
	 * Runs a task on this loop after a delay.
	 * @param name what the task is, for dumps and tests
	 * @param delay zero or negative means as soon as possible
	 */
	Scheduled schedule(String name, Duration delay, Runnable task);

	/**
	 * Fails if the calling thread is not running a task of this loop.
	 */
	default void assertInLoop() {
		if (!inLoop()) {
			throw new IllegalStateException("not in " + this);
		}
	}

}
