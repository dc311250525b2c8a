package io.ydbtopic.broker.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * A runtime whose clock may be set off. Safe for use by many threads.
 *
 * @param machine does all else
 * @param clock the clock that is seen
 */
public record SkewedRuntime(BrokerRuntime machine, Clock clock) implements BrokerRuntime {

	@Override
	public Executor executor() {
		return this.machine.executor();
	}

	@Override
	public Timer schedule(String name, Duration delay, Runnable task) {
		return this.machine.schedule(name, delay, task);
	}

	@Override
	public long random() {
		return this.machine.random();
	}

	@Override
	public void close() {
		this.machine.close();
	}

}
