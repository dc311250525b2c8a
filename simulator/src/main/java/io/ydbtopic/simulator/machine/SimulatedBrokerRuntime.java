package io.ydbtopic.simulator.machine;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

import io.ydbtopic.broker.runtime.BrokerRuntime;

/**
 * The machine as a broker in a simulated process sees it.
 */
public final class SimulatedBrokerRuntime implements BrokerRuntime {

	private final SimulatedProcess process;

	private final Clock clock;

	private final TaskQueue pool;

	/**
	 * The runtime of a broker in a process.
	 * @param clock the process's, or one that is set off from it
	 */
	public SimulatedBrokerRuntime(SimulatedProcess process, Clock clock) {
		this.process = process;
		this.clock = clock;
		this.pool = process.newPool(process.name() + "/pool");
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
		return this.pool.after(name, SimulatedProcess.nanosOf(delay), task)::cancel;
	}

	@Override
	public long random() {
		return this.process.random().nextLong();
	}

	@Override
	public void close() {
		// Threads that have nothing to do cost nothing here.
	}

}
