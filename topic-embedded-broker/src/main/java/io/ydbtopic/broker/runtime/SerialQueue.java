package io.ydbtopic.broker.runtime;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other on a borrowed executor: it behaves like a thread of
 * one's own, in the order in which tasks were added. A task that throws is logged and
 * does not stop the next. The trap: a task runs later, never inside {@link #execute}, so
 * it may be added while a lock is held. Any thread may add tasks.
 */
public final class SerialQueue implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(SerialQueue.class);

	/** After so many tasks in a row the thread is given back to others. */
	private static final int TASKS_IN_A_ROW_MAX = 256;

	private final String name;

	private final Executor executor;

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	/** True from the moment a drain is handed to the executor until it finds no task. */
	private boolean draining;

	/** The thread that runs a task right now; null between drains. */
	private volatile @Nullable Thread runner;

	/**
	 * Makes an empty queue.
	 * @param name whose queue it is, shown in logs
	 * @param executor runs the tasks
	 */
	public SerialQueue(String name, Executor executor) {
		this.name = name;
		this.executor = executor;
	}

	@Override
	public void execute(Runnable task) {
		synchronized (this.tasks) {
			this.tasks.add(task);
			if (this.draining) {
				return;
			}
			this.draining = true;
		}
		this.executor.execute(this::drain);
	}

	/**
	 * Fails unless a task of this queue is what runs.
	 */
	public void assertInside() {
		if (this.runner != Thread.currentThread()) {
			throw new IllegalStateException("Not called from a task of queue '" + this.name + "'");
		}
	}

	private void drain() {
		this.runner = Thread.currentThread();
		for (int count = 0; count < TASKS_IN_A_ROW_MAX; count++) {
			Runnable task;
			synchronized (this.tasks) {
				task = this.tasks.poll();
				if (task == null) {
					this.draining = false;
					this.runner = null;
					return;
				}
			}
			run(task);
		}
		this.runner = null;
		this.executor.execute(this::drain);
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("A task of queue '{}' failed", this.name, ex);
		}
	}

	@Override
	public String toString() {
		return "SerialQueue[" + this.name + "]";
	}

}
