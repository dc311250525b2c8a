package io.ydbtopic.broker.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

import io.ydbtopic.broker.runtime.BrokerRuntime;

/**
 * A runtime whose tasks and timers run when the test says so. For one thread.
 */
final class ManualRuntime implements BrokerRuntime {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<WaitingTask> timers = new ArrayList<>();

	private record WaitingTask(Duration delay, Runnable task) {
	}

	void runTasks() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

	/** Runs the only timer that waits, and what follows. */
	void runTimer(Duration expected) {
		if (this.timers.size() != 1 || !this.timers.get(0).delay.equals(expected)) {
			throw new IllegalStateException("Timers are " + this.timers + " (expected one of " + expected + ")");
		}
		this.timers.remove(0).task.run();
		runTasks();
	}

	int timers() {
		return this.timers.size();
	}

	@Override
	public Clock clock() {
		return Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
	}

	@Override
	public Executor executor() {
		return this.tasks::add;
	}

	@Override
	public Timer schedule(String name, Duration delay, Runnable task) {
		WaitingTask waiting = new WaitingTask(delay, task);
		this.timers.add(waiting);
		return () -> this.timers.remove(waiting);
	}

	@Override
	public long random() {
		return 4;
	}

	@Override
	public void close() {
		this.tasks.clear();
		this.timers.clear();
	}

}
