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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * Virtual time in one thread: nothing runs until somebody lets time pass, and a seed
 * decides which of the queues that have work goes next, so that the same seed gives the
 * same interleaving. A task that fails is remembered and fails the next {@link #check()}.
 * A task may wait ({@link #await}): the other queues go on meanwhile, its own does not.
 * Any thread may add tasks; one at a time runs them.
 */
public final class VirtualRuntime implements ClientRuntime {

	/** What needs more steps at one instant runs in a circle. */
	private static final int STEPS_MAX = 5_000_000;

	/** Held while a task runs; by the same thread again when that task waits. */
	private final ReentrantLock turn = new ReentrantLock();

	/** Guards the queues and the timers; nothing is called under it. */
	private final Object lock = new Object();

	/** Queues that have a task and run none. */
	private final List<VirtualLoop> ready = new ArrayList<>();

	private final PriorityQueue<Timer> timers = new PriorityQueue<>();

	private final List<Throwable> failures = new ArrayList<>();

	private final SharedChance random = new SharedChance();

	private Random interleaving;

	private long nanos = 1_000_000_000L;

	private long timerNumber;

	/** The queue whose task runs, innermost; touched by the thread that has the turn. */
	private @Nullable VirtualLoop current;

	/** A runtime whose interleaving and chance come from a seed. */
	public VirtualRuntime(long seed) {
		this.interleaving = new Random(seed);
		reseed(seed);
	}

	/** A seed that nobody has chosen; short, because people copy it. */
	public static long freshSeed() {
		return new Random().nextInt(Integer.MAX_VALUE);
	}

	/** Takes another seed from here on. */
	public void reseed(long seed) {
		synchronized (this.lock) {
			this.interleaving = new Random(seed);
			this.random.source = new Random(seed + 1);
		}
	}

	@Override
	public long nanoTime() {
		synchronized (this.lock) {
			return this.nanos;
		}
	}

	@Override
	public Instant now() {
		// Far from the monotonic clock, so that mixing the two shows.
		return Instant.parse("2030-01-01T00:00:00Z").plusNanos(nanoTime());
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
		return newPool("user executor");
	}

	/** Threads without an order: any task may go first. */
	public Executor newPool(String name) {
		return (task) -> new VirtualLoop(name).execute(task);
	}

	/** Runs a task later, beside all queues. */
	public Scheduled schedule(String name, Duration delay, Runnable task) {
		return new VirtualLoop(name).schedule(name, delay, task);
	}

	@Override
	public <T> T await(CompletableFuture<T> future, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException {
		if (!runUntil(future::isDone, timeout)) {
			throw new TimeoutException("not done within " + timeout + " of virtual time");
		}
		return future.get();
	}

	/**
	 * Lets time pass until the condition holds; false if it did not within the given
	 * time.
	 */
	public boolean runUntil(BooleanSupplier condition, Duration timeout) {
		long start = nanoTime();
		long end = (timeout.compareTo(Duration.ofDays(365)) > 0) ? Long.MAX_VALUE : start + timeout.toNanos();
		int steps = 0;
		while (!condition.getAsBoolean()) {
			if (++steps > STEPS_MAX) {
				throw new AssertionError("no end of tasks at " + nanoTime());
			}
			if (!step(end)) {
				return condition.getAsBoolean();
			}
		}
		return true;
	}

	/** Runs one task, or lets the next timer fall due; false if there is neither. */
	private boolean step(long end) {
		this.turn.lock();
		try {
			VirtualLoop next = choose();
			if (next == null) {
				return fire(end);
			}
			next.runOne();
			return true;
		}
		finally {
			this.turn.unlock();
		}
	}

	private @Nullable VirtualLoop choose() {
		synchronized (this.lock) {
			return this.ready.isEmpty() ? null : this.ready.remove(this.interleaving.nextInt(this.ready.size()));
		}
	}

	/** Moves time to the next timer and queues its task; otherwise to the end. */
	private boolean fire(long end) {
		synchronized (this.lock) {
			Timer timer = this.timers.peek();
			if (timer == null || timer.at > end) {
				if (end != Long.MAX_VALUE) {
					this.nanos = Math.max(this.nanos, end);
				}
				return false;
			}
			this.timers.remove();
			this.nanos = Math.max(this.nanos, timer.at);
			if (!timer.cancelled) {
				timer.loop.execute(() -> {
					if (!timer.cancelled) {
						timer.task.run();
					}
				});
			}
			return true;
		}
	}

	/** Lets so much time pass, running all that falls due. */
	public void advance(Duration duration) {
		runUntil(() -> false, duration);
		check();
	}

	/** Runs what is due now, and lets no time pass. */
	public void settle() {
		advance(Duration.ZERO);
	}

	/** Timers that have not run and were not cancelled. */
	public List<String> pendingTimers() {
		synchronized (this.lock) {
			return this.timers.stream().filter((timer) -> !timer.cancelled).map((timer) -> timer.name).toList();
		}
	}

	/** Fails if a task has failed since the last call. */
	public void check() {
		List<Throwable> found;
		synchronized (this.lock) {
			found = List.copyOf(this.failures);
			this.failures.clear();
		}
		if (!found.isEmpty()) {
			AssertionError error = new AssertionError("a task failed: " + found.get(0), found.get(0));
			found.stream().skip(1).forEach(error::addSuppressed);
			throw error;
		}
	}

	@Override
	public void close() {
		synchronized (this.lock) {
			this.timers.clear();
		}
	}

	private final class VirtualLoop implements SerialLoop {

		private final String name;

		/** Guarded by the runtime's lock, as is the next. */
		private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

		private boolean running;

		VirtualLoop(String name) {
			this.name = name;
		}

		@Override
		public void execute(Runnable task) {
			synchronized (VirtualRuntime.this.lock) {
				this.tasks.add(task);
				if (this.tasks.size() == 1 && !this.running) {
					VirtualRuntime.this.ready.add(this);
				}
			}
		}

		/** Within another task only: beside all tasks nothing runs unasked. */
		@Override
		public void executeShort(Runnable task) {
			if (VirtualRuntime.this.turn.isHeldByCurrentThread() && enterIdle()) {
				run(task);
			}
			else {
				execute(task);
			}
		}

		private boolean enterIdle() {
			synchronized (VirtualRuntime.this.lock) {
				if (this.running || !this.tasks.isEmpty()) {
					return false;
				}
				this.running = true;
				return true;
			}
		}

		/** Called with the turn, after this queue was taken from the ready ones. */
		private void runOne() {
			Runnable task;
			synchronized (VirtualRuntime.this.lock) {
				task = this.tasks.remove();
				this.running = true;
			}
			run(task);
		}

		/** Called with the turn, and while this queue is marked as running. */
		private void run(Runnable task) {
			VirtualLoop outer = VirtualRuntime.this.current;
			VirtualRuntime.this.current = this;
			try {
				task.run();
			}
			catch (Throwable ex) {
				synchronized (VirtualRuntime.this.lock) {
					VirtualRuntime.this.failures.add(ex);
				}
			}
			finally {
				VirtualRuntime.this.current = outer;
				synchronized (VirtualRuntime.this.lock) {
					this.running = false;
					if (!this.tasks.isEmpty()) {
						VirtualRuntime.this.ready.add(this);
					}
				}
			}
		}

		@Override
		public boolean inLoop() {
			return VirtualRuntime.this.turn.isHeldByCurrentThread() && VirtualRuntime.this.current == this;
		}

		@Override
		public Scheduled schedule(String taskName, Duration delay, Runnable task) {
			synchronized (VirtualRuntime.this.lock) {
				Timer timer = new Timer(taskName, dueAt(delay), VirtualRuntime.this.timerNumber++, this, task);
				VirtualRuntime.this.timers.add(timer);
				return () -> timer.cancelled = true;
			}
		}

		private long dueAt(Duration delay) {
			try {
				return Math.addExact(VirtualRuntime.this.nanos, Math.max(0, delay.toNanos()));
			}
			catch (ArithmeticException ex) {
				return Long.MAX_VALUE;
			}
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

		private volatile boolean cancelled;

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

	/** What callers keep, while the seed behind it may change. */
	private static final class SharedChance implements RandomGenerator {

		private volatile Random source = new Random(0);

		@Override
		public long nextLong() {
			return this.source.nextLong();
		}

	}

}
