package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The runtime of an application: the JVM's clock and threads. Containers get threads of
 * their own, not the application's executor, which stops before they have finished.
 * Thread-safe.
 */
public final class ThreadedListenerRuntime implements ListenerRuntime, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ThreadedListenerRuntime.class);

	private static final long IDLE_SECONDS_MAX = 60;

	private final boolean virtualThreads;

	private final @Nullable TaskDecorator decorator;

	private final ScheduledThreadPoolExecutor timer;

	/**
	 * A runtime.
	 * @param virtualThreads whether listeners run on virtual threads, which needs Java 21
	 * @param decorator wraps what listeners do; {@code null} for nothing
	 */
	public ThreadedListenerRuntime(boolean virtualThreads, @Nullable TaskDecorator decorator) {
		this.virtualThreads = virtualThreads;
		this.decorator = decorator;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("topic-timer-");
		threads.setDaemon(true);
		this.timer = new ScheduledThreadPoolExecutor(1, threads);
		this.timer.setRemoveOnCancelPolicy(true);
		this.timer.setKeepAliveTime(IDLE_SECONDS_MAX, TimeUnit.SECONDS);
		this.timer.allowCoreThreadTimeOut(true);
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public double random() {
		return ThreadLocalRandom.current().nextDouble();
	}

	@Override
	public Timer schedule(String what, Duration delay, Runnable task) {
		Future<?> scheduled = this.timer.schedule(() -> run(what, task), delay.toNanos(), TimeUnit.NANOSECONDS);
		return () -> scheduled.cancel(false);
	}

	private static void run(String what, Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("The timer '{}' failed", what, ex);
		}
	}

	@Override
	public <T> T await(CompletableFuture<T> future, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException {
		return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public Workers newWorkers(String name, int threads) {
		ThreadFactory factory;
		if (this.virtualThreads) {
			factory = new VirtualThreadTaskExecutor(name).getVirtualThreadFactory();
		}
		else {
			CustomizableThreadFactory platform = new CustomizableThreadFactory(name);
			platform.setDaemon(true);
			factory = platform;
		}
		ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS_MAX, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), factory);
		pool.allowCoreThreadTimeOut(true);
		return new PoolWorkers(pool, this.decorator);
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	private record PoolWorkers(ThreadPoolExecutor pool, @Nullable TaskDecorator decorator) implements Workers {

		@Override
		public void execute(Runnable task) {
			this.pool.execute((this.decorator != null) ? this.decorator.decorate(task) : task);
		}

		@Override
		public void stopNow() {
			this.pool.shutdownNow();
		}

		@Override
		public void stop() {
			this.pool.shutdown();
		}

	}

}
