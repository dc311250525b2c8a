package io.ydbtopic.broker.runtime;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime of a broker outside of a simulation: a small pool of daemon threads that
 * serves tasks and timers alike. Tasks handed over after {@link #close()} are dropped,
 * since nobody is left to see what they do. Safe for use by many threads.
 */
public final class ThreadedRuntime implements BrokerRuntime {

	private static final Logger logger = LoggerFactory.getLogger(ThreadedRuntime.class);

	/** Enough to overlap a slow store with streams; more only adds switching. */
	private static final int THREADS_MAX = 8;

	private final Clock clock;

	private final SecureRandom random = new SecureRandom();

	private final ScheduledThreadPoolExecutor pool;

	/**
	 * Makes a runtime with threads of its own.
	 * @param name prefix of the threads' names
	 * @param clock the wall clock
	 */
	public ThreadedRuntime(String name, Clock clock) {
		this.clock = clock;
		int threads = Math.min(THREADS_MAX, Math.max(2, Runtime.getRuntime().availableProcessors()));
		this.pool = new ScheduledThreadPoolExecutor(threads, threadFactory(name));
		this.pool.setRemoveOnCancelPolicy(true);
		this.pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.pool.setRejectedExecutionHandler(
				(task, executor) -> logger.debug("The runtime is closed; a late task was dropped: {}", task));
	}

	/**
	 * The clock of the machine.
	 * @return a clock in UTC
	 */
	public static Clock systemClock() {
		return Clock.systemUTC();
	}

	/**
	 * Threads for calls that may block, which the broker's own must not.
	 * @param name prefix of the threads' names
	 * @param threads how many
	 * @return daemon threads; the caller shuts them down
	 */
	public static ExecutorService blockingThreads(String name, int threads) {
		return Executors.newFixedThreadPool(threads, threadFactory(name));
	}

	private static ThreadFactory threadFactory(String name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	@Override
	public Clock clock() {
		return this.clock;
	}

	@Override
	public Executor executor() {
		return this.pool;
	}

	@Override
	public Timer schedule(String name, Duration delay, Runnable task) {
		try {
			Future<?> future = this.pool.schedule(new NamedTask(name, task), delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The runtime is closed; timer {} was not set", name);
			return () -> {
			};
		}
	}

	@Override
	public long random() {
		return this.random.nextLong();
	}

	@Override
	public void close() {
		this.pool.shutdown();
		boolean interrupted = false;
		try {
			if (!this.pool.awaitTermination(5, TimeUnit.SECONDS)) {
				logger.warn("Tasks of the broker were still running 5 s after its close");
				this.pool.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private record NamedTask(String name, Runnable task) implements Runnable {

		@Override
		public void run() {
			try {
				this.task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("Timer {} failed", this.name, ex);
			}
		}

	}

}
