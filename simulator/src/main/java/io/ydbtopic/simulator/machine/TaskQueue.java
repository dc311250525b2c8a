package io.ydbtopic.simulator.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;

/**
 * Tasks of one process. A serial queue runs them one after the other; a pool runs them in
 * any order, and side by side as far as one of them waits for another. Those of a process
 * that has died never run, those of one that is frozen wait for it. Not thread-safe.
 */
public final class TaskQueue implements SerialLoop {

	static final int NOT_READY = -1;

	private final Scheduler scheduler;

	private final SimulatedProcess process;

	private final String name;

	private final boolean serial;

	private final int number;

	private final List<Runnable> tasks = new ArrayList<>();

	/** The next task of a serial queue; those before it have run. */
	private int head;

	private int readyIndex = NOT_READY;

	private boolean running;

	private boolean preempted;

	TaskQueue(Scheduler scheduler, SimulatedProcess process, String name, boolean serial) {
		this.scheduler = scheduler;
		this.process = process;
		this.name = name;
		this.serial = serial;
		this.number = scheduler.nextQueueNumber();
	}

	int number() {
		return this.number;
	}

	void readyAt(int index) {
		this.readyIndex = index;
	}

	@Override
	public void execute(Runnable task) {
		if (this.process.isDead()) {
			return;
		}
		this.tasks.add(task);
		look();
	}

	/** Either way, as chance has it, when both are possible. */
	@Override
	public void executeShort(Runnable task) {
		boolean idle = this.serial && !this.running && this.head == this.tasks.size() && !this.preempted
				&& !this.process.isFrozen() && !this.process.isDead();
		if (idle && this.scheduler.choose(2) == 0) {
			run(task);
		}
		else {
			execute(task);
		}
	}

	/** Joins or leaves those that have work and may do it. */
	void look() {
		boolean able = this.head < this.tasks.size() && !(this.serial && this.running) && !this.preempted
				&& !this.process.isFrozen() && !this.process.isDead();
		if (able && this.readyIndex == NOT_READY) {
			this.scheduler.addReady(this);
		}
		else if (!able && this.readyIndex != NOT_READY) {
			this.scheduler.removeReady(this, this.readyIndex);
		}
	}

	/** Takes its thread away, or gives it back. */
	void preempt(boolean away) {
		this.preempted = away;
		look();
	}

	void runOne() {
		run(take());
	}

	private void run(Runnable task) {
		boolean outer = this.running;
		this.running = true;
		look();
		try {
			task.run();
		}
		catch (Throwable ex) {
			this.scheduler.failed(this, ex);
		}
		finally {
			this.running = outer;
			look();
		}
	}

	private Runnable take() {
		if (!this.serial) {
			int index = this.scheduler.choose(this.tasks.size());
			Runnable chosen = this.tasks.get(index);
			Runnable last = this.tasks.remove(this.tasks.size() - 1);
			if (index < this.tasks.size()) {
				this.tasks.set(index, last);
			}
			return chosen;
		}
		Runnable task = this.tasks.get(this.head++);
		if (this.head == this.tasks.size()) {
			this.tasks.clear();
			this.head = 0;
		}
		return task;
	}

	@Override
	public boolean inLoop() {
		return this.running;
	}

	@Override
	public Scheduled schedule(String taskName, Duration delay, Runnable task) {
		return after(taskName, SimulatedProcess.nanosOf(delay), task)::cancel;
	}

	/**
	 * Runs a task here after a while.
	 */
	public VirtualTimer after(String taskName, long delayNanos, Runnable task) {
		return this.scheduler.schedule(this, taskName, delayNanos, task);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
