package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;

/**
 * Sees that acks come on a stream that has messages in flight: a session of the server
 * that is stuck would be waited for without an end, for neither an error nor the probes
 * of the connection tell of it. A message costs nothing here but a look at the clock when
 * nothing was in flight. Confined to the writer's loop.
 */
final class AckWatch {

	/**
	 * A transport that takes no more may still be sending: a large message over a slow
	 * line. It gets so many times as long.
	 */
	private static final int BUSY_FACTOR = 10;

	private final String name;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final Duration timeout;

	private final BooleanSupplier busy;

	private final Runnable stuck;

	private long inFlight;

	/**
	 * When an ack was heard last, or when the first message was sent after all others.
	 */
	private long since;

	private Scheduled timer = Scheduled.NONE;

	private boolean waiting;

	private boolean stopped;

	/**
	 * A watch over one connection.
	 * @param timeout most time without an ack; zero for no limit
	 * @param busy whether the transport is still at work on what was sent
	 * @param stuck told once, when that time is over
	 */
	AckWatch(String id, ClientRuntime runtime, SerialLoop loop, Duration timeout, BooleanSupplier busy,
			Runnable stuck) {
		this.name = id + " ack timeout";
		this.runtime = runtime;
		this.loop = loop;
		this.timeout = timeout;
		this.busy = busy;
		this.stuck = stuck;
	}

	void sent(int messages) {
		if (this.inFlight == 0) {
			this.since = this.runtime.nanoTime();
		}
		this.inFlight += messages;
		if (!this.waiting && !this.stopped && !this.timeout.isZero()) {
			look(this.timeout);
		}
	}

	void acknowledged(int messages) {
		this.inFlight -= messages;
		this.since = this.runtime.nanoTime();
	}

	void stop() {
		this.stopped = true;
		this.timer.cancel();
	}

	private void look(Duration delay) {
		this.waiting = true;
		this.timer = this.loop.schedule(this.name, delay, this::look);
	}

	private void look() {
		this.waiting = false;
		if (this.stopped || this.inFlight == 0) {
			return;
		}
		Duration most = this.busy.getAsBoolean() ? this.timeout.multipliedBy(BUSY_FACTOR) : this.timeout;
		Duration left = most.minusNanos(this.runtime.nanoTime() - this.since);
		if (left.compareTo(Duration.ZERO) > 0) {
			// No later than this, should the transport be ready again by then.
			look((left.compareTo(this.timeout) > 0) ? this.timeout : left);
			return;
		}
		this.stopped = true;
		this.stuck.run();
	}

}
