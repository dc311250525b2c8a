package io.ydbtopic.simulator.machine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A process on a machine with a wall clock of its own. It can freeze, as under a long
 * collection of garbage, and it can die without a word: nothing of it runs after that.
 * Not thread-safe.
 */
public final class SimulatedProcess {

	/** Far from the monotonic clock, so that mixing the two shows. */
	private static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");

	private static final Duration LONGEST = Duration.ofDays(3650);

	private final Scheduler scheduler;

	private final String name;

	private final RandomGenerator random;

	private final List<TaskQueue> queues = new ArrayList<>();

	private final List<Runnable> whenDead = new ArrayList<>();

	private final TaskQueue io;

	private Duration clockOffset = Duration.ZERO;

	private boolean dead;

	private boolean frozen;

	/**
	 * Starts a process.
	 * @param name shown in timelines
	 * @param seed of its own chance
	 */
	public SimulatedProcess(Scheduler scheduler, String name, long seed) {
		this.scheduler = scheduler;
		this.name = name;
		this.random = new SplittableRandom(seed);
		this.io = newQueue(name + "/io");
	}

	/**
	 * The world's time.
	 */
	public Scheduler scheduler() {
		return this.scheduler;
	}

	/**
	 * The name.
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Chance within the process.
	 */
	public RandomGenerator random() {
		return this.random;
	}

	/**
	 * The thread that talks to the network.
	 */
	public TaskQueue io() {
		return this.io;
	}

	/**
	 * A thread of its own.
	 */
	public TaskQueue newQueue(String queueName) {
		return add(new TaskQueue(this.scheduler, this, queueName, true));
	}

	/**
	 * A pool of threads.
	 */
	public TaskQueue newPool(String poolName) {
		return add(new TaskQueue(this.scheduler, this, poolName, false));
	}

	private TaskQueue add(TaskQueue queue) {
		this.queues.add(queue);
		return queue;
	}

	/**
	 * Whether it is dead.
	 */
	public boolean isDead() {
		return this.dead;
	}

	boolean isFrozen() {
		return this.frozen;
	}

	/**
	 * Freezes or thaws it.
	 */
	public void freeze(boolean freeze) {
		this.frozen = freeze;
		this.queues.forEach(TaskQueue::look);
	}

	/**
	 * Ends it without a word.
	 */
	public void kill() {
		if (!this.dead) {
			this.dead = true;
			this.queues.forEach(TaskQueue::look);
			this.whenDead.forEach(Runnable::run);
			this.queues.clear();
		}
	}

	/** A duration without the risk of an overflow: no run lasts for years. */
	static long nanosOf(Duration duration) {
		return (duration.compareTo(LONGEST) > 0) ? LONGEST.toNanos() : duration.toNanos();
	}

	/**
	 * What the rest of the world does when it has died.
	 */
	public void whenDead(Runnable action) {
		this.whenDead.add(action);
	}

	/**
	 * Sets its wall clock off from the right time.
	 */
	public void setClockOffset(Duration offset) {
		this.clockOffset = offset;
	}

	/**
	 * When its wall clock showed a time, if it was set then as it is now.
	 * @return in nanoseconds of the run
	 */
	public long nanosAt(Instant time) {
		return Duration.between(BEGINNING.plus(this.clockOffset), time).toNanos();
	}

	/**
	 * Its wall clock.
	 */
	public Instant now() {
		return BEGINNING.plusNanos(this.scheduler.nanos()).plus(this.clockOffset);
	}

	/**
	 * Its wall clock, for those that take one.
	 */
	public Clock clock() {
		return new WallClock();
	}

	@Override
	public String toString() {
		return this.name;
	}

	private final class WallClock extends Clock {

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return now();
		}

	}

}
