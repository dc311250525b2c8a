package io.ydbtopic.spring.test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import io.ydbtopic.client.testing.VirtualTime;
import io.ydbtopic.spring.listener.ListenerRuntime;

/**
 * Listeners on virtual time. A container with several threads may find its tasks in any
 * order, one with a single thread finds them in theirs.
 *
 * @param time the time
 */
record VirtualListenerRuntime(VirtualTime time) implements ListenerRuntime {

	@Override
	public Instant now() {
		return this.time.now();
	}

	@Override
	public long nanoTime() {
		return this.time.nanoTime();
	}

	@Override
	public double random() {
		return this.time.random().nextDouble();
	}

	@Override
	public Timer schedule(String what, Duration delay, Runnable task) {
		return this.time.schedule(what, delay, task)::run;
	}

	@Override
	public <T> T await(CompletableFuture<T> future, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException {
		return this.time.await(future, timeout);
	}

	@Override
	public Workers newWorkers(String name, int threads) {
		return new VirtualWorkers((threads > 1) ? this.time.newPool(name) : this.time.newQueue(name));
	}

	private static final class VirtualWorkers implements Workers {

		private final Executor queue;

		private volatile boolean stopped;

		private volatile boolean dropping;

		VirtualWorkers(Executor queue) {
			this.queue = queue;
		}

		@Override
		public void execute(Runnable task) {
			if (this.stopped) {
				throw new RejectedExecutionException("the container has stopped");
			}
			this.queue.execute(() -> {
				if (!this.dropping) {
					task.run();
				}
			});
		}

		@Override
		public void stopNow() {
			this.stopped = true;
			this.dropping = true;
		}

		@Override
		public void stop() {
			this.stopped = true;
		}

	}

}
