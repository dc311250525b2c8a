package io.ydbtopic.client.internal.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Threads for user code, of which nobody knows whether it blocks. As long as it is quick,
 * a few threads do all of it, so that not every task has to wake one; when tasks wait and
 * those at work take their time, more are let to work, up to all of a pool. A thread
 * whose tasks were quick gives one of those rights back. Thread-safe.
 */
final class ElasticThreads implements Executor {

	/** What takes no longer is quick: about what it costs to wake some threads. */
	private static final long QUICK_NANOS = 100_000;

	/** So long a task waits at most until it is seen whether work goes on. */
	private static final long LOOK_NANOS = 2_000_000;

	private final Executor pool;

	private final ScheduledExecutorService timer;

	private final int least;

	private final int most;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final Worker worker = new Worker();

	/** Threads at work, or on their way to it. */
	private final AtomicInteger working = new AtomicInteger();

	/** How many may work at once, {@link #least} to {@link #most}. */
	private final AtomicInteger allowed;

	private final LongAdder done = new LongAdder();

	/** Somebody will look whether work goes on. */
	private final AtomicBoolean watched = new AtomicBoolean();

	private volatile boolean closed;

	/**
	 * Threads of a pool that has room for {@code most}.
	 * @param least as many work at once without further ado
	 * @param timer looks whether work goes on
	 */
	ElasticThreads(Executor pool, int least, int most, ScheduledExecutorService timer) {
		this.pool = pool;
		this.least = least;
		this.most = most;
		this.timer = timer;
		this.allowed = new AtomicInteger(least);
	}

	/**
	 * Runs a task soon.
	 * @throws RejectedExecutionException if the pool has shut down
	 */
	@Override
	public void execute(Runnable task) {
		this.waiting.add(task);
		try {
			letWork();
		}
		catch (RejectedExecutionException ex) {
			// Unless somebody who is still at work has taken it.
			if (this.waiting.remove(task)) {
				throw ex;
			}
		}
	}

	/** Nothing that waits has to wait any longer; nobody looks after it from here on. */
	void close() {
		this.closed = true;
		this.allowed.set(this.most);
		try {
			letAllWork();
		}
		catch (RejectedExecutionException ex) {
			// Closed before: those at work do what waits.
		}
	}

	/** How many may work at once, now. */
	int allowed() {
		return this.allowed.get();
	}

	private void letWork() {
		if (enter()) {
			try {
				this.pool.execute(this.worker);
			}
			catch (RejectedExecutionException ex) {
				this.working.decrementAndGet();
				throw ex;
			}
		}
		else if (!this.waiting.isEmpty()) {
			watch();
		}
	}

	private void letAllWork() {
		while (!this.waiting.isEmpty() && this.working.get() < this.allowed.get()) {
			letWork();
		}
	}

	/** Takes the right to work; whoever fails relies on those who have it. */
	private boolean enter() {
		int now = this.working.get();
		while (now < this.allowed.get()) {
			if (this.working.compareAndSet(now, now + 1)) {
				return true;
			}
			now = this.working.get();
		}
		return false;
	}

	private void watch() {
		if (!this.closed && this.watched.compareAndSet(false, true)) {
			long since = System.nanoTime();
			long before = this.done.sum();
			try {
				this.timer.schedule(() -> look(since, before), LOOK_NANOS, TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				// The close lets all of them work.
				this.watched.set(false);
			}
		}
	}

	private void look(long since, long before) {
		this.watched.set(false);
		if (this.waiting.isEmpty()) {
			return;
		}
		long finished = this.done.sum() - before;
		long each = (System.nanoTime() - since) * this.working.get() / Math.max(1, finished);
		if (each > QUICK_NANOS) {
			this.allowed
				.updateAndGet((now) -> Math.min(this.most, now + ((finished == 0) ? now : Math.max(1, now / 2))));
		}
		letAllWork();
		if (!this.waiting.isEmpty()) {
			watch();
		}
	}

	/** What a thread of the pool does for as long as there is something to do. */
	final class Worker implements Runnable {

		@Override
		public void run() {
			do {
				workOff();
				// Who adds a task after this sees the room; who did before is seen here.
				ElasticThreads.this.working.decrementAndGet();
			}
			while (!ElasticThreads.this.waiting.isEmpty() && enter());
		}

		private void workOff() {
			Thread thread = Thread.currentThread();
			long begin = System.nanoTime();
			long count = 0;
			for (Runnable task = next(); task != null; task = next()) {
				SharedThreads.name(thread, task);
				runOne(thread, task);
				ElasticThreads.this.done.increment();
				count++;
			}
			int now = ElasticThreads.this.allowed.get();
			if (now > ElasticThreads.this.least && !ElasticThreads.this.closed
					&& System.nanoTime() - begin < count * QUICK_NANOS) {
				ElasticThreads.this.allowed.compareAndSet(now, now - 1);
			}
		}

		private @Nullable Runnable next() {
			return ElasticThreads.this.waiting.poll();
		}

		private static void runOne(Thread thread, Runnable task) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
			}
			finally {
				// As a pool does: an interrupt is for the task that it was meant for.
				Thread.interrupted();
			}
		}

	}

}
