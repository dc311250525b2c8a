package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
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
 * The runtime of production: the JVM's clocks, and daemon threads, of which all but one
 * of a kind go away when idle. Thread-safe.
 */
public final class JvmRuntime implements ClientRuntime {

	/**
	 * Loops never block, so a thread a core is enough; two keep a small machine lively.
	 */
	private static final int LOOP_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

	/** Most threads for user code at once: hooks may block, but not without end. */
	private static final int USER_THREADS_MAX = 64;

	private final Random random = new Random();

	private final ThreadPoolExecutor loops;

	private final ThreadPoolExecutor userPool;

	private final ElasticThreads users;

	private final ScheduledThreadPoolExecutor timer;

	/**
	 * A runtime with threads of its own.
	 * @param name prefix of the threads' names
	 */
	public JvmRuntime(String name) {
		this.loops = new SharedThreads(LOOP_THREADS, threads(name + "-loop"));
		this.userPool = new SharedThreads(USER_THREADS_MAX, threads(name + "-user"));
		this.timer = new ScheduledThreadPoolExecutor(1, threads(name + "-timer"));
		this.timer.setRemoveOnCancelPolicy(true);
		this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.users = new ElasticThreads(this.userPool, LOOP_THREADS, USER_THREADS_MAX, this.timer);
	}

	private static ThreadFactory threads(String name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new SharedThreads.Member(task, name + "-" + number.incrementAndGet());
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
		this.users.close();
		this.loops.shutdown();
		this.userPool.shutdown();
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
