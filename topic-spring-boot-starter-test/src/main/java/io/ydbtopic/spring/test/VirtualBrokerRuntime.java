package io.ydbtopic.spring.test;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

import io.ydbtopic.broker.runtime.BrokerRuntime;
import io.ydbtopic.client.testing.VirtualTime;

/**
 * A broker on virtual time.
 */
final class VirtualBrokerRuntime implements BrokerRuntime {

	private final VirtualTime time;

	private final Executor executor;

	VirtualBrokerRuntime(VirtualTime time) {
		this.time = time;
		this.executor = time.newPool("broker");
	}

	@Override
	public Clock clock() {
		return this.time.clock();
	}

	@Override
	public Executor executor() {
		return this.executor;
	}

	@Override
	public Timer schedule(String name, Duration delay, Runnable task) {
		return this.time.schedule(name, delay, task)::run;
	}

	@Override
	public long random() {
		return this.time.random().nextLong();
	}

	@Override
	public void close() {
		// Time goes on without this broker.
	}

}
