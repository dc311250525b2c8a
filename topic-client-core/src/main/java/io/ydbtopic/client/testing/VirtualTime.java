package io.ydbtopic.client.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.internal.DefaultTopicClient;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.client.internal.transport.GrpcTransport;

/**
 * Time that passes only when a test says so, and one thread for everything: the test's.
 * Clients that are opened here run on it, and whatever else is given its queues, its
 * timers and its clock, such as a broker in the same JVM. Hours pass in milliseconds.
 * Which of several queues goes next is chosen by a seed: the same seed gives the same
 * run.
 * <p>
 * Calls of the client that wait, such as {@code writeAndWait}, let time pass meanwhile.
 * {@code join()} on a future does not: in a task on virtual time it would wait for ever.
 * Any thread may add tasks, they run one at a time.
 */
public final class VirtualTime {

	private final VirtualRuntime runtime;

	private long seed;

	private VirtualTime(long seed) {
		this.runtime = new VirtualRuntime(seed);
		this.seed = seed;
	}

	/**
	 * Time in 2030 that has not begun to pass.
	 * @param seed chooses the interleaving of the run
	 */
	public static VirtualTime seeded(long seed) {
		return new VirtualTime(seed);
	}

	/**
	 * A seed that nobody has chosen.
	 */
	public static long freshSeed() {
		return VirtualRuntime.freshSeed();
	}

	/**
	 * A client on this time, of a broker in the same JVM that is on it too.
	 * @throws IllegalArgumentException if the settings name a server on the network, for
	 * whose answers virtual time can't wait
	 */
	public TopicClient open(TopicClientSettings settings) {
		if (!settings.connectionString().inProcess()) {
			throw new IllegalArgumentException("connectionString: " + settings.connectionString()
					+ " (expected: inprocess://name/database, a network has no virtual time)");
		}
		return DefaultTopicClient.open(settings, new SharedRuntime(this.runtime), GrpcTransport.channelsFor(settings));
	}

	/**
	 * Seed of the run.
	 */
	public long seed() {
		return this.seed;
	}

	/**
	 * Takes another seed from here on.
	 */
	public void reseed(long other) {
		this.seed = other;
		this.runtime.reseed(other);
	}

	/**
	 * What the clock on the wall says.
	 */
	public Instant now() {
		return this.runtime.now();
	}

	/**
	 * Monotonic time in nanoseconds, for durations only.
	 */
	public long nanoTime() {
		return this.runtime.nanoTime();
	}

	/**
	 * The clock on the wall, in UTC.
	 */
	public Clock clock() {
		return new WallClock(this, ZoneOffset.UTC);
	}

	/**
	 * Chance, as the seed has it.
	 */
	public RandomGenerator random() {
		return this.runtime.random();
	}

	/**
	 * A queue whose tasks run one after the other, in order.
	 * @param name for messages
	 */
	public Executor newQueue(String name) {
		return this.runtime.newUserQueue(name);
	}

	/**
	 * An executor whose tasks run in any order.
	 * @param name for messages
	 */
	public Executor newPool(String name) {
		return this.runtime.newPool(name);
	}

	/**
	 * Runs a task later.
	 * @param name for messages
	 * @param delay zero or less for as soon as possible
	 * @return takes the task back if it has not begun
	 */
	public Runnable schedule(String name, Duration delay, Runnable task) {
		return this.runtime.schedule(name, delay, task)::cancel;
	}

	/**
	 * Lets time pass until a future is done.
	 * @throws TimeoutException if it was not done in that much virtual time
	 * @throws ExecutionException with what it failed with
	 * @throws InterruptedException if the calling thread was interrupted
	 */
	public <T> T await(CompletableFuture<T> future, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException {
		return this.runtime.await(future, timeout);
	}

	/**
	 * Lets time pass until a condition holds.
	 * @return false if it did not hold within that much virtual time
	 */
	public boolean runUntil(BooleanSupplier condition, Duration timeout) {
		return this.runtime.runUntil(condition, timeout);
	}

	/**
	 * Lets time pass; runs all that falls due.
	 * @throws AssertionError if a task has failed, with why
	 */
	public void advance(Duration duration) {
		this.runtime.advance(duration);
	}

	/**
	 * Runs all that is due now; no time passes.
	 * @throws AssertionError if a task has failed, with why
	 */
	public void settle() {
		this.runtime.settle();
	}

	@Override
	public String toString() {
		return "virtual time " + now() + ", seed " + this.seed;
	}

	/** What a client gets: its close leaves the timers of the others alone. */
	private record SharedRuntime(VirtualRuntime shared) implements ClientRuntime {

		@Override
		public long nanoTime() {
			return this.shared.nanoTime();
		}

		@Override
		public Instant now() {
			return this.shared.now();
		}

		@Override
		public RandomGenerator random() {
			return this.shared.random();
		}

		@Override
		public SerialLoop newLoop(String name) {
			return this.shared.newLoop(name);
		}

		@Override
		public SerialLoop newUserQueue(String name) {
			return this.shared.newUserQueue(name);
		}

		@Override
		public Executor userExecutor() {
			return this.shared.userExecutor();
		}

		@Override
		public <T> T await(CompletableFuture<T> future, Duration timeout)
				throws InterruptedException, ExecutionException, TimeoutException {
			return this.shared.await(future, timeout);
		}

		@Override
		public void close() {
			// Time goes on without this client.
		}

	}

	/** The wall clock as the JDK has it. */
	private static final class WallClock extends Clock {

		private final VirtualTime time;

		private final ZoneId zone;

		WallClock(VirtualTime time, ZoneId zone) {
			this.time = time;
			this.zone = zone;
		}

		@Override
		public ZoneId getZone() {
			return this.zone;
		}

		@Override
		public Clock withZone(ZoneId other) {
			return new WallClock(this.time, other);
		}

		@Override
		public Instant instant() {
			return this.time.now();
		}

	}

}
