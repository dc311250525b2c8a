package io.ydbtopic.client.internal.write;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.ydbtopic.client.internal.runtime.SerialLoop;

/**
 * Entries on their way from callers to the loop: one hop for all of a burst. Entries come
 * from any thread; they are taken on the loop.
 */
final class Incoming {

	private final Queue<OutboxEntry> entries = new ConcurrentLinkedQueue<>();

	/** Whether a drain is on its way; spares a hop for all but the first of a burst. */
	private final AtomicBoolean drainScheduled = new AtomicBoolean();

	private final SerialLoop loop;

	private final WriterMeters meters;

	private final Runnable drain;

	/**
	 * A queue.
	 * @param drain runs on the loop when something has come
	 */
	Incoming(SerialLoop loop, WriterMeters meters, Runnable drain) {
		this.loop = loop;
		this.meters = meters;
		this.drain = drain;
	}

	/** Adds an entry whose share of the buffer has been taken. From any thread. */
	void add(OutboxEntry entry) {
		this.entries.add(entry);
		if (!this.drainScheduled.get() && this.drainScheduled.compareAndSet(false, true)) {
			this.loop.execute(this::drain);
		}
	}

	private void drain() {
		this.drainScheduled.set(false);
		this.drain.run();
	}

	/** Hands over all that has come. */
	void take(Consumer<OutboxEntry> taker) {
		long count = 0;
		long bytes = 0;
		OutboxEntry entry = this.entries.poll();
		while (entry != null) {
			count++;
			bytes += entry.uncompressedSize;
			taker.accept(entry);
			entry = this.entries.poll();
		}
		this.meters.took(count, bytes);
	}

}
