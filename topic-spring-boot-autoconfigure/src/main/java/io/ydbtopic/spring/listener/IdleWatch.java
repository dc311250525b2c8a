package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Tells when a listener was given nothing for a while, and again after each further
 * while. One timer; no work for a message but a note of the time. Thread-safe.
 */
final class IdleWatch {

	private final ListenerRuntime runtime;

	private final String listenerId;

	private final Duration interval;

	private final Consumer<Duration> idle;

	/** When a message came last, or the watch began. */
	private volatile long lastNanos;

	private volatile boolean stopped;

	private volatile ListenerRuntime.@Nullable Timer timer;

	/**
	 * A watch that has not begun.
	 * @param idle hears for how long nothing came
	 */
	IdleWatch(ListenerRuntime runtime, String listenerId, Duration interval, Consumer<Duration> idle) {
		this.runtime = runtime;
		this.listenerId = listenerId;
		this.interval = interval;
		this.idle = idle;
	}

	void start() {
		touched();
		schedule(this.interval);
	}

	/** A message came. */
	void touched() {
		this.lastNanos = this.runtime.nanoTime();
	}

	void stop() {
		this.stopped = true;
		ListenerRuntime.Timer waiting = this.timer;
		if (waiting != null) {
			waiting.cancel();
		}
	}

	private void schedule(Duration delay) {
		if (!this.stopped) {
			this.timer = this.runtime.schedule("idle listener " + this.listenerId, delay, this::look);
		}
	}

	private void look() {
		if (this.stopped) {
			return;
		}
		Duration quiet = Duration.ofNanos(this.runtime.nanoTime() - this.lastNanos);
		Duration left = this.interval.minus(quiet);
		if (!left.isNegative() && !left.isZero()) {
			schedule(left);
			return;
		}
		this.idle.accept(quiet);
		schedule(this.interval);
	}

}
