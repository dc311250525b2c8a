package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.ydbtopic.client.ReceivedMessage;

/**
 * What stands before the listeners of an application, a bean: a valve for each listener,
 * one for all of them, and the application's own gates. All must let a message through.
 * Thread-safe.
 */
public final class DeliveryGates {

	private final LongSupplier clock;

	private final DeliveryValve all;

	private final List<DeliveryGate> own;

	private final Map<String, DeliveryValve> valves = new ConcurrentHashMap<>();

	/**
	 * Open valves.
	 * @param clock monotonic time in nanoseconds
	 * @param own the application's gates, asked last
	 */
	public DeliveryGates(LongSupplier clock, List<DeliveryGate> own) {
		this.clock = clock;
		this.all = new DeliveryValve(clock);
		this.own = List.copyOf(own);
	}

	/**
	 * The valve of all listeners together.
	 */
	public DeliveryValve all() {
		return this.all;
	}

	/**
	 * The valve of one listener; made when it is asked for, also before the listener is
	 * there.
	 */
	public DeliveryValve of(String listener) {
		return this.valves.computeIfAbsent(listener, (id) -> new DeliveryValve(this.clock));
	}

	/**
	 * All of them as the gate of one listener.
	 */
	public DeliveryGate gateOf(String listener) {
		DeliveryValve valve = of(listener);
		return (id, first, count) -> acquire(valve, id, first, count);
	}

	private Duration acquire(DeliveryValve one, String listener, ReceivedMessage<?> first, int count) {
		Duration wait = one.untilFree();
		if (wait.isZero()) {
			wait = this.all.untilFree();
		}
		for (DeliveryGate gate : this.own) {
			if (!wait.isZero()) {
				return wait;
			}
			wait = gate.acquire(listener, first, count);
		}
		if (wait.isZero()) {
			// Only now, so that who waits for one valve does not use up the other.
			one.passed(count);
			this.all.passed(count);
		}
		return wait;
	}

}
