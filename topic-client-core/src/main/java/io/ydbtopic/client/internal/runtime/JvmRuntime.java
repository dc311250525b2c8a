package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * The runtime of production: the JVM's clocks, daemon threads that go away when idle.
 * Thread-safe.
 */
public final class JvmRuntime implements ClientRuntime {

	/**
	 * Loops never block, so a thread a core is enough; two keep a small machine lively.
	 */
	private static final int LOOP_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

	/** Most threads for user code at once: hooks may block, but not without end. */
	private static final int USER_THREADS_MAX = 64;

	private static final long IDLE_SECONDS = 20;

	private final Random random = new Random();

	private final ThreadPoolExecutor loops;

	private final ThreadPoolExecutor users;

	private final ScheduledThreadPoolExecutor timer;

	/**
	 * A runtime with threads of its own.
	 * @param name prefix of the threads' names
	 */
	public JvmRuntime(String name) {
		this.loops = pool(name + "-loop", LOOP_THREADS);
		this.users = pool(name + "-user", USER_THREADS_MAX);
		this.timer = new ScheduledThreadPoolExecutor(1, threads(name + "-timer"));
		this.timer.setRemoveOnCancelPolicy(true);
		this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	private static ThreadPoolExecutor pool(String name, int threads) {
		ThreadPoolExecutor pool = new NamingPool(threads, threads(name));
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

	private static ThreadFactory threads(String name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new PooledThread(task, name + "-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	@Override
	public long nowMillis() {
		return System.currentTimeMillis();
	}

	@Override
	public RandomGenerator random() {
		return this.random;
	}

	@Override
	public SerialLoop newLoop(String name) {
		return new QueueLoop(name, this.loops, this);
	}

	@Override
	public SerialLoop newUserQueue(String name) {
		return new QueueLoop(name, this.users, this);
	}

	@Override
	public Executor userExecutor() {
		return this.users;
	}

	Scheduled scheduleOn(SerialLoop loop, String name, Duration delay, Runnable task) {
		AtomicBoolean cancelled = new AtomicBoolean();
		Runnable guarded = new NamedTask(name, () -> {
			if (!cancelled.get()) {
				task.run();
			}
		});
		try {
			Future<?> future = this.timer.schedule(() -> loop.execute(guarded), Math.max(0, nanos(delay)),
					TimeUnit.NANOSECONDS);
			return () -> {
				cancelled.set(true);
				future.cancel(false);
			};
		}
		catch (RejectedExecutionException ex) {
			// Closed: nothing is waited for any more.
			return Scheduled.NONE;
		}
	}

	@Override
	public <T> T await(CompletableFuture<T> future, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException {
		return future.get(Math.max(0, nanos(timeout)), TimeUnit.NANOSECONDS);
	}

	private static long nanos(Duration duration) {
		try {
			return duration.toNanos();
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE;
		}
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
		this.loops.shutdown();
		this.users.shutdown();
	}

	/** A thread that remembers the name that it was made with. */
	private static final class PooledThread extends Thread {

		private final String ownName;

		PooledThread(Runnable task, String name) {
			super(task, name);
			this.ownName = name;
		}

	}

	/**
	 * Threads that are named after the queue that they work for. Renaming is a call of
	 * the system, so a thread keeps the name until it works for somebody else.
	 */
	private static final class NamingPool extends ThreadPoolExecutor {

		NamingPool(int threads, ThreadFactory factory) {
			super(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
		}

		@Override
		protected void beforeExecute(Thread thread, Runnable task) {
			String name = (task instanceof QueueLoop queue) ? queue.toString() : ((PooledThread) thread).ownName;
			if (!thread.getName().equals(name)) {
				thread.setName(name);
			}
		}

	}

	/** A task with a name for logs. */
	private record NamedTask(String name, Runnable task) implements Runnable {

		@Override
		public void run() {
			this.task.run();
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
