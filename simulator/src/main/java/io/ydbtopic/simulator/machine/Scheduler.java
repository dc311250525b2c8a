package io.ydbtopic.simulator.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Virtual time in one thread. Nothing happens but the tasks of queues and the timers that
 * bring them there; a seed decides which of the queues that have work goes next, so that
 * the same seed gives the same run. Tasks take no time, but now and then the seed may
 * take a queue's thread away for a while before its next task, so that what others do
 * meanwhile comes in between. Time passes only when no queue has work. Not thread-safe.
 */
public final class Scheduler {

	/** What needs more steps at one instant runs in a circle. */
	private static final int STEPS_AT_ONE_INSTANT_MAX = 3_000_000;

	private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

	/** A thread loses its processor before one task of so many ... */
	private static final int PREEMPTED_ONE_IN = 100;

	/** ... for so long at most. */
	private static final long PREEMPTED_NANOS_MAX = 10_000_000L;

	private final SplittableRandom choice;

	private final List<TaskQueue> ready = new ArrayList<>();

	private final PriorityQueue<VirtualTimer> timers = new PriorityQueue<>();

	private final List<TaskFailure> failures = new ArrayList<>();

	private long nanos = 1_000_000_000L;

	private long steps;

	private long stepsAtThisInstant;

	private long timerNumber;

	private long hash;

	private int queueNumber;

	private boolean preempting;

	/**
	 * Begins a run.
	 * @param seed decides the order of what could happen in any
	 */
	public Scheduler(long seed) {
		this.choice = new SplittableRandom(seed);
	}

	/**
	 * A task that threw.
	 *
	 * @param queue where it ran
	 * @param cause what it threw
	 */
	public record TaskFailure(String queue, Throwable cause) {
	}

	/**
	 * The time since the beginning of time, which is a second before the run.
	 */
	public long nanos() {
		return this.nanos;
	}

	/**
	 * How many tasks have run.
	 */
	public long steps() {
		return this.steps;
	}

	/**
	 * A number that two runs have in common only if the same tasks ran in the same order
	 * at the same times.
	 */
	public long hash() {
		return this.hash;
	}

	/**
	 * Mixes something that was observed into the {@link #hash()}.
	 */
	public void observe(long value) {
		this.hash = (this.hash ^ value) * HASH_FACTOR;
		this.hash ^= this.hash >>> 29;
	}

	/**
	 * The tasks that threw so far.
	 */
	public List<TaskFailure> failures() {
		return this.failures;
	}

	/**
	 * Takes threads away from queues from now on.
	 */
	public void preemptThreads() {
		this.preempting = true;
	}

	/**
	 * Lets time pass until the condition holds, or until a time.
	 * @param until in {@link #nanos()}
	 * @return whether the condition holds
	 */
	public boolean runUntil(BooleanSupplier condition, long until) {
		while (!condition.getAsBoolean()) {
			if (!this.ready.isEmpty()) {
				runOne();
				continue;
			}
			VirtualTimer next = this.timers.peek();
			if (next == null || next.at() > until) {
				if (until > this.nanos) {
					this.nanos = until;
					this.stepsAtThisInstant = 0;
				}
				return condition.getAsBoolean();
			}
			fire();
		}
		return true;
	}

	private void runOne() {
		TaskQueue queue = this.ready.get((this.ready.size() == 1) ? 0 : this.choice.nextInt(this.ready.size()));
		this.steps++;
		if (++this.stepsAtThisInstant > STEPS_AT_ONE_INSTANT_MAX) {
			throw new IllegalStateException("No end of tasks at " + this.nanos + " ns, now of " + queue);
		}
		observe(this.nanos * 31 + queue.number());
		if (this.preempting && this.choice.nextInt(PREEMPTED_ONE_IN) == 0) {
			preempt(queue);
		}
		else {
			queue.runOne();
		}
	}

	private void preempt(TaskQueue queue) {
		queue.preempt(true);
		this.timers.add(new VirtualTimer("preempted", this.nanos + this.choice.nextLong(PREEMPTED_NANOS_MAX),
				this.timerNumber++, null, () -> queue.preempt(false)));
	}

	private void fire() {
		VirtualTimer timer = this.timers.remove();
		if (timer.at() > this.nanos) {
			this.nanos = timer.at();
			this.stepsAtThisInstant = 0;
		}
		timer.fire();
	}

	VirtualTimer schedule(TaskQueue queue, String name, long delayNanos, Runnable task) {
		VirtualTimer timer = new VirtualTimer(name, this.nanos + Math.max(0, delayNanos), this.timerNumber++, queue,
				task);
		this.timers.add(timer);
		return timer;
	}

	int nextQueueNumber() {
		return ++this.queueNumber;
	}

	int choose(int bound) {
		return (bound == 1) ? 0 : this.choice.nextInt(bound);
	}

	void failed(TaskQueue queue, Throwable cause) {
		this.failures.add(new TaskFailure(queue.toString(), cause));
	}

	void addReady(TaskQueue queue) {
		queue.readyAt(this.ready.size());
		this.ready.add(queue);
	}

	void removeReady(TaskQueue queue, int index) {
		int lastIndex = this.ready.size() - 1;
		TaskQueue last = this.ready.remove(lastIndex);
		if (last != queue) {
			this.ready.set(index, last);
			last.readyAt(index);
		}
		queue.readyAt(TaskQueue.NOT_READY);
	}

}
