package io.ydbtopic.simulator.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;

/**
 * The machine as a client in a simulated process sees it.
 */
public final class SimulatedClientRuntime implements ClientRuntime {

	private final SimulatedProcess process;

	private final TaskQueue users;

	private final Consumer<String> transitions;

	/** Texts that were made before. */
	private final Map<Enum<?>, Map<Enum<?>, String>> transitionTexts = new HashMap<>();

	private final RandomGenerator random;

	/**
	 * The runtime of a client in a process.
	 * @param transitions told which state follows which inside the client
	 */
	public SimulatedClientRuntime(SimulatedProcess process, Consumer<String> transitions) {
		this(process, transitions, process.random());
	}

	/**
	 * The runtime of a client in a process, with a chance of its own.
	 * @param transitions told which state follows which inside the client
	 * @param random what the client draws from
	 */
	public SimulatedClientRuntime(SimulatedProcess process, Consumer<String> transitions, RandomGenerator random) {
		this.process = process;
		this.transitions = transitions;
		this.random = random;
		this.users = process.newPool(process.name() + "/user");
	}

	@Override
	public long nanoTime() {
		return this.process.scheduler().nanos();
	}

	@Override
	public Instant now() {
		return this.process.now();
	}

	@Override
	public RandomGenerator random() {
		return this.random;
	}

	@Override
	public SerialLoop newLoop(String name) {
		return this.process.newQueue(name);
	}

	@Override
	public SerialLoop newUserQueue(String name) {
		return this.process.newQueue(name);
	}

	@Override
	public Executor userExecutor() {
		return this.users;
	}

	/**
	 * Lets the world go on meanwhile, within the task that waits.
	 */
	@Override
	public <T> T await(CompletableFuture<T> future, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException {
		Scheduler scheduler = this.process.scheduler();
		scheduler.runUntil(() -> future.isDone() || this.process.isDead(),
				scheduler.nanos() + SimulatedProcess.nanosOf(timeout));
		if (this.process.isDead()) {
			throw new InterruptedException(this.process + " has died");
		}
		if (!future.isDone()) {
			throw new TimeoutException();
		}
		return future.get();
	}

	@Override
	public void stateChanged(Enum<?> from, Enum<?> to) {
		this.transitions.accept(this.transitionTexts.computeIfAbsent(from, (missing) -> new HashMap<>())
			.computeIfAbsent(to,
					(missing) -> from.getDeclaringClass().getSimpleName() + " " + from + " -> " + missing));
	}

	@Override
	public void close() {
		// Threads that have nothing to do cost nothing here.
	}

}
