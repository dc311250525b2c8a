package io.ydbtopic.client.internal.write;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way from callers to the loop: one hop for all of a burst, and no node
 * for an entry, since each one links to the one before it. Entries come from any thread;
 * they are taken on the loop, all at once, in the order in which they came.
 */
final class Incoming {

	/** The newest entry; null when there is none. */
	private final AtomicReference<@Nullable OutboxEntry> newest = new AtomicReference<>();

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

	/**
	 * Adds an entry whose share of the buffer has been taken. From any thread.
	 * @param alone whether nothing else is on its way: then there is no burst to wait
	 * for, and no thread has to wake for one message
	 */
	void add(OutboxEntry entry, boolean alone) {
		OutboxEntry before = this.newest.get();
		entry.before(before);
		while (!this.newest.compareAndSet(before, entry)) {
			before = this.newest.get();
			entry.before(before);
		}
		if (!this.drainScheduled.get() && this.drainScheduled.compareAndSet(false, true)) {
			if (alone) {
				this.loop.executeShort(this::drain);
			}
			else {
				this.loop.execute(this::drain);
			}
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
		OutboxEntry entry = oldestFirst(this.newest.getAndSet(null));
		while (entry != null) {
			OutboxEntry after = entry.before();
			// An entry that lives long must not keep those that came after it.
			entry.before(null);
			count++;
			bytes += entry.uncompressedBytes();
			taker.accept(entry);
			entry = after;
		}
		this.meters.took(count, bytes);
	}

	/** Turns the links around. */
	private static @Nullable OutboxEntry oldestFirst(@Nullable OutboxEntry newest) {
		OutboxEntry turned = null;
		OutboxEntry entry = newest;
		while (entry != null) {
			OutboxEntry before = entry.before();
			entry.before(turned);
			turned = entry;
			entry = before;
		}
		return turned;
	}

}
