package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Virtual time in one thread: nothing runs until the test lets time pass, and a seed
 * decides which of the queues that have work goes next, so that the same seed gives the
 * same interleaving. A task that fails is remembered and fails the test. Not thread-safe.
 */
public final class VirtualRuntime implements ClientRuntime {

	/** A test that needs more steps at one instant runs in a circle. */
	private static final int STEPS_MAX = 5_000_000;

	private final Random interleaving;

	private final Random random;

	private final List<VirtualLoop> loops = new ArrayList<>();

	private final VirtualLoop executor = new VirtualLoop("user executor");

	private final PriorityQueue<Timer> timers = new PriorityQueue<>();

	private final List<Throwable> failures = new ArrayList<>();

	private long nanos = 1_000_000_000L;

	private long timerNumber;

	public VirtualRuntime(long seed) {
		this.interleaving = new Random(seed);
		this.random = new Random(seed + 1);
	}

	@Override
	public long nanoTime() {
		return this.nanos;
	}

	@Override
	public Instant now() {
		// Far from the monotonic clock, so that mixing the two shows.
		return Instant.parse("2030-01-01T00:00:00Z").plusNanos(this.nanos);
	}

	@Override
	public RandomGenerator random() {
		return this.random;
	}

	@Override
	public SerialLoop newLoop(String name) {
		return new VirtualLoop(name);
	}

	@Override
	public SerialLoop newUserQueue(String name) {
		return new VirtualLoop(name);
	}

	@Override
	public Executor userExecutor() {
		return this.executor;
	}

	@Override
	public <T> T await(CompletableFuture<T> future, Duration timeout) throws ExecutionException, TimeoutException {
		if (!runUntil(future::isDone, timeout)) {
			throw new TimeoutException();
		}
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Lets time pass until the condition holds; false if it did not within the given
	 * time.
	 */
	public boolean runUntil(BooleanSupplier condition, Duration timeout) {
		long end = (timeout.compareTo(Duration.ofDays(365)) > 0) ? Long.MAX_VALUE : this.nanos + timeout.toNanos();
		int steps = 0;
		while (!condition.getAsBoolean()) {
			if (++steps > STEPS_MAX) {
				throw new AssertionError("no end of tasks at " + this.nanos);
			}
			if (runOne()) {
				continue;
			}
			Timer next = this.timers.peek();
			if (next == null || next.at > end) {
				if (end != Long.MAX_VALUE) {
					this.nanos = Math.max(this.nanos, end);
				}
				return condition.getAsBoolean();
			}
			fire();
		}
		return true;
	}

	/** Lets so much time pass, running all that falls due. */
	public void advance(Duration duration) {
		runUntil(() -> false, duration);
		check();
	}

	/** Runs what is due now, and lets no time pass. */
	public void settle() {
		while (runOne()) {
			// On to the next.
		}
		check();
	}

	private boolean runOne() {
		List<VirtualLoop> ready = this.loops.stream().filter((loop) -> !loop.tasks.isEmpty()).toList();
		if (ready.isEmpty()) {
			return false;
		}
		ready.get(this.interleaving.nextInt(ready.size())).runOne();
		return true;
	}

	private void fire() {
		Timer timer = this.timers.remove();
		this.nanos = Math.max(this.nanos, timer.at);
		if (!timer.cancelled) {
			timer.loop.execute(() -> {
				if (!timer.cancelled) {
					timer.task.run();
				}
			});
		}
	}

	/** Timers that have not run and were not cancelled. */
	public List<String> pendingTimers() {
		return this.timers.stream().filter((timer) -> !timer.cancelled).map((timer) -> timer.name).toList();
	}

	/** Fails if a task has failed. */
	public void check() {
		if (!this.failures.isEmpty()) {
			AssertionError error = new AssertionError("a task failed");
			this.failures.forEach(error::addSuppressed);
			throw error;
		}
	}

	@Override
	public void close() {
		this.timers.clear();
	}

	private final class VirtualLoop implements SerialLoop {

		private final String name;

		private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

		private boolean running;

		VirtualLoop(String name) {
			this.name = name;
			VirtualRuntime.this.loops.add(this);
		}

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
		}

		private void runOne() {
			this.running = true;
			try {
				this.tasks.remove().run();
			}
			catch (Throwable ex) {
				VirtualRuntime.this.failures.add(ex);
			}
			finally {
				this.running = false;
			}
		}

		@Override
		public boolean inLoop() {
			return this.running;
		}

		@Override
		public Scheduled schedule(String taskName, Duration delay, Runnable task) {
			Timer timer = new Timer(taskName, VirtualRuntime.this.nanos + Math.max(0, delay.toNanos()),
					VirtualRuntime.this.timerNumber++, this, task);
			VirtualRuntime.this.timers.add(timer);
			return () -> timer.cancelled = true;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	private static final class Timer implements Comparable<Timer> {

		private final String name;

		private final long at;

		private final long number;

		private final VirtualLoop loop;

		private final Runnable task;

		private boolean cancelled;

		Timer(String name, long at, long number, VirtualLoop loop, Runnable task) {
			this.name = name;
			this.at = at;
			this.number = number;
			this.loop = loop;
			this.task = task;
		}

		@Override
		public int compareTo(Timer other) {
			int byTime = Long.compare(this.at, other.at);
			return (byTime != 0) ? byTime : Long.compare(this.number, other.number);
		}

	}

}
