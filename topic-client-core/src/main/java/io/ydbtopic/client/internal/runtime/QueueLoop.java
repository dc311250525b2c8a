package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link SerialLoop} that borrows threads from an executor while it has tasks. After
 * the executor has shut down, tasks run on the thread that submits them, still one at a
 * time, so that a late call gets its answer. Thread-safe.
 */
final class QueueLoop implements SerialLoop, Runnable {

	private static final Logger logger = LoggerFactory.getLogger(QueueLoop.class);

	/** Tasks run before the thread is given back, so that no loop starves the others. */
	private static final int TURN = 256;

	private final String name;

	private final Executor executor;

	private final JvmRuntime runtime;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** Tasks submitted and not finished; who raises it from zero starts a drain. */
	private final AtomicInteger pending = new AtomicInteger();

	/** The thread in {@link #run()}; null between turns. */
	private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();

	QueueLoop(String name, Executor executor, JvmRuntime runtime) {
		this.name = name;
		this.executor = executor;
		this.runtime = runtime;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.pending.getAndIncrement() == 0) {
			dispatch();
		}
	}

	@Override
	public void executeShort(Runnable task) {
		if (!this.pending.compareAndSet(0, 1)) {
			execute(task);
			return;
		}
		Thread thread = Thread.currentThread();
		this.runner.set(thread);
		run(task);
		int left = this.pending.decrementAndGet();
		this.runner.compareAndSet(thread, null);
		if (left > 0) {
			dispatch();
		}
	}

	private void dispatch() {
		try {
			this.executor.execute(this);
		}
		catch (RejectedExecutionException ex) {
			run();
		}
	}

	@Override
	public void run() {
		Thread thread = Thread.currentThread();
		this.runner.set(thread);
		int left;
		int turn = 0;
		do {
			runOne();
			left = this.pending.decrementAndGet();
		}
		while (left > 0 && ++turn < TURN);
		// If nothing was left, the next turn may have begun on another thread.
		this.runner.compareAndSet(thread, null);
		if (left > 0) {
			dispatch();
		}
	}

	private void runOne() {
		Runnable task = this.tasks.poll();
		if (task != null) {
			run(task);
		}
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			// The loop outlives its tasks: whoever waits for this one has its own
			// deadline.
			logger.error("{}: task {} failed", this.name, task, ex);
		}
	}

	@Override
	public boolean inLoop() {
		return this.runner.get() == Thread.currentThread();
	}

	@Override
	public Scheduled schedule(String taskName, Duration delay, Runnable task) {
		return this.runtime.scheduleOn(this, taskName, delay, task);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
