package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Containers on virtual time, in the thread of the test: nothing runs before
 * {@link #run()} or {@link #advance}.
 */
public final class VirtualListenerRuntime implements ListenerRuntime {

	private final Deque<Runnable> ready = new ArrayDeque<>();

	private final PriorityQueue<Task> timers = new PriorityQueue<>(
			Comparator.comparingLong((Task task) -> task.due).thenComparingLong((task) -> task.number));

	private long nanos;

	private long count;

	@Override
	public Instant now() {
		return Instant.EPOCH.plusNanos(this.nanos);
	}

	@Override
	public long nanoTime() {
		return this.nanos;
	}

	@Override
	public double random() {
		return 0;
	}

	@Override
	public Timer schedule(String what, Duration delay, Runnable task) {
		Task timer = new Task(this.nanos + delay.toNanos(), this.count++, task);
		this.timers.add(timer);
		return () -> this.timers.remove(timer);
	}

	@Override
	public <T> T await(CompletableFuture<T> future, Duration timeout) throws ExecutionException, TimeoutException {
		advance(timeout);
		if (!future.isDone()) {
			throw new TimeoutException("not done within " + timeout);
		}
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public Workers newWorkers(String name, int threads) {
		return new QueueWorkers();
	}

	/** Runs everything that is due now. */
	public void run() {
		advance(Duration.ZERO);
	}

	/** Moves time, and runs what becomes due on the way. */
	public void advance(Duration time) {
		long end = this.nanos + time.toNanos();
		while (true) {
			if (!this.ready.isEmpty()) {
				this.ready.remove().run();
				continue;
			}
			Task next = this.timers.peek();
			if (next == null || next.due > end) {
				break;
			}
			this.timers.remove();
			this.nanos = Math.max(this.nanos, next.due);
			next.task.run();
		}
		this.nanos = end;
	}

	/** Timers that are not due. */
	public int pendingTimers() {
		return this.timers.size();
	}

	/** Time until the next timer. */
	public Duration untilNextTimer() {
		Task next = this.timers.peek();
		return (next != null) ? Duration.ofNanos(next.due - this.nanos) : Duration.ofDays(1);
	}

	private record Task(long due, long number, Runnable task) {
	}

	private final class QueueWorkers implements Workers {

		private boolean stopped;

		@Override
		public void execute(Runnable task) {
			if (this.stopped) {
				throw new RejectedExecutionException("stopped");
			}
			VirtualListenerRuntime.this.ready.add(task);
		}

		@Override
		public void stopNow() {
			this.stopped = true;
		}

		@Override
		public void stop() {
			this.stopped = true;
		}

	}

}
