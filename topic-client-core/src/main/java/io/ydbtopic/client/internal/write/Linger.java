package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * Whether messages wait for company before they are sent. A fixed linger waits always;
 * one that adapts waits only while something is in flight, and not longer than a quarter
 * of the time that an ack takes: a lone message goes at once, and a stream of them shares
 * requests. Confined to the writer's loop.
 */
final class Linger {

	/** How much of the ack's time a message may wait for company. */
	private static final int ACK_TIME_PART = 4;

	/** Weight of what was known before, against one new sample. */
	private static final int MEMORY = 7;

	private final String id;

	private final SerialLoop loop;

	private final LongSupplier clock;

	private final Outbox outbox;

	private final Runnable send;

	private final long mostNanos;

	private final boolean adaptive;

	private final int batchMaxMessages;

	private final int batchMaxBytes;

	private Scheduled timer = Scheduled.NONE;

	private boolean waiting;

	/** A message that was sent and whose ack is timed; null if there is none. */
	private @Nullable OutboxEntry timed;

	private long sentAt;

	/** How long an ack takes, smoothed; 0 until one came. */
	private long ackNanos;

	/**
	 * A linger.
	 * @param send sends what waits
	 */
	Linger(String id, SerialLoop loop, LongSupplier clock, WriterSettings settings, Outbox outbox, Runnable send) {
		this.id = id;
		this.loop = loop;
		this.clock = clock;
		this.outbox = outbox;
		this.send = send;
		this.mostNanos = settings.linger().toNanos();
		this.adaptive = settings.adaptiveLinger();
		this.batchMaxMessages = settings.batchMaxMessages();
		this.batchMaxBytes = settings.batchMaxBytes();
	}

	/**
	 * Whether what is unsent waits; then it is sent later without another word.
	 * @param awaited whether somebody waits for all of it
	 */
	boolean holds(boolean awaited) {
		if (this.mostNanos == 0) {
			return false;
		}
		long wait = (awaited || this.outbox.unsent() == 0) ? 0 : (this.adaptive ? adaptedNanos() : this.mostNanos);
		if (wait == 0 || isBatchFull()) {
			stopWaiting();
			return false;
		}
		if (!this.waiting) {
			this.waiting = true;
			this.timer = this.loop.schedule(this.id + " linger", Duration.ofNanos(wait), () -> {
				this.waiting = false;
				this.send.run();
			});
		}
		return true;
	}

	private long adaptedNanos() {
		return (this.outbox.sent() == 0) ? 0 : Math.min(this.mostNanos, this.ackNanos / ACK_TIME_PART);
	}

	private boolean isBatchFull() {
		int unsent = this.outbox.unsent();
		if (unsent >= this.batchMaxMessages) {
			return true;
		}
		long bytes = 0;
		for (int i = 0; i < unsent && bytes < this.batchMaxBytes; i++) {
			bytes += this.outbox.unsent(i).wireBytes();
		}
		return bytes >= this.batchMaxBytes;
	}

	/** A request goes out, of which this is the first message. */
	void sends(OutboxEntry first) {
		if (this.adaptive && this.timed == null) {
			this.timed = first;
			this.sentAt = this.clock.getAsLong();
		}
	}

	/** Acks have come. */
	void acknowledged() {
		OutboxEntry entry = this.timed;
		if (entry == null || !entry.isStored()) {
			return;
		}
		this.timed = null;
		long sample = this.clock.getAsLong() - this.sentAt;
		this.ackNanos = (this.ackNanos == 0) ? sample : (this.ackNanos * MEMORY + sample) / (MEMORY + 1);
	}

	private void stopWaiting() {
		if (this.waiting) {
			this.waiting = false;
			this.timer.cancel();
		}
	}

	/** The connection is gone: nothing waits, and what was timed tells nothing. */
	void cancel() {
		stopWaiting();
		this.timed = null;
	}

}
