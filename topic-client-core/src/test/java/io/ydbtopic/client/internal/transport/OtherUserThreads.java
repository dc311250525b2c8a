package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;

/** A runtime's time and loops with other user threads. */
public record OtherUserThreads(ClientRuntime time, Executor userExecutor) implements ClientRuntime {

	@Override
	public long nanoTime() {
		return this.time.nanoTime();
	}

	@Override
	public Instant now() {
		return this.time.now();
	}

	@Override
	public RandomGenerator random() {
		return this.time.random();
	}

	@Override
	public SerialLoop newLoop(String name) {
		return this.time.newLoop(name);
	}

	@Override
	public SerialLoop newUserQueue(String name) {
		return this.time.newUserQueue(name);
	}

	@Override
	public <T> T await(CompletableFuture<T> future, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException {
		return this.time.await(future, timeout);
	}

	@Override
	public void close() {
		this.time.close();
	}

}
