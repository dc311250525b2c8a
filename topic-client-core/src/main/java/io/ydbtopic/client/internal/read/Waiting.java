package io.ydbtopic.client.internal.read;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.internal.runtime.Scheduled;
import org.jspecify.annotations.Nullable;

/**
 * What has come for a partition session and was not handed out: batches that were handed
 * back, then the one ordered queue of its data and lifecycle events. Confined to the
 * reader's loop.
 */
final class Waiting {

	private final ReaderConnection connection;

	/** {@link Arrived} data and events, in the order in which they came. */
	private final ArrayDeque<Object> items = new ArrayDeque<>();

	/** Batches that were handed back, by their offsets. */
	private final TreeMap<Long, DefaultBatch<?>> handedBack = new TreeMap<>();

	/** Until when nothing is handed out, because a batch was handed back. */
	private Scheduled rest = Scheduled.NONE;

	private boolean resting;

	/** Until when it is waited for more messages to fill a batch. */
	private Scheduled fill = Scheduled.NONE;

	/** It was waited for long enough. */
	private boolean filled;

	/** Since when nothing was taken, in nanoseconds of the runtime. */
	private long since;

	/** Messages before this are not wanted. */
	private long skipBefore;

	/** Null as long as the messages come over the reader's own stream. */
	private @Nullable Detour detour;

	Waiting(ReaderConnection connection) {
		this.connection = connection;
	}

	ArrayDeque<Object> items() {
		return this.items;
	}

	/** Data that may be handed out. */
	void add(Arrived data) {
		if (this.items.isEmpty()) {
			this.since = this.connection.nanoTime();
		}
		this.items.add(data);
	}

	/** Something was handed out. */
	void taken() {
		this.since = this.connection.nanoTime();
	}

	long since() {
		return this.since;
	}

	/** The data at the front; null if there is none, or an event before it. */
	@Nullable Arrived firstData() {
		return (this.items.peek() instanceof Arrived arrived) ? arrived : null;
	}

	/** When the message at the front was written; null if there is none. */
	@Nullable Instant oldest() {
		Arrived first = firstData();
		return (first != null) ? first.batch().writtenAt() : null;
	}

	/** Bytes of the read budget that it holds. */
	long bytes() {
		long bytes = 0;
		for (Object item : this.items) {
			bytes += (item instanceof Arrived arrived) ? arrived.bytesLeft() : 0;
		}
		return bytes;
	}

	boolean isEmpty() {
		return this.items.isEmpty() && this.handedBack.isEmpty();
	}

	/** Whether there is something that was not handed out, or is still to come. */
	boolean isAnythingLeft() {
		return this.detour != null || hasHandedBack() || this.items.stream().anyMatch(Arrived.class::isInstance);
	}

	/** Not all of the partition is handed out, and it is not told so. */
	void forgetFinished() {
		this.items.removeIf(PartitionTrack.Event.Finished.class::isInstance);
	}

	/** Takes all data out; events stay. */
	void drop() {
		forgetHandedBack();
		dropArrived();
	}

	/** Takes out what came; events, and what was handed back, stay. */
	void dropArrived() {
		this.items.removeIf((item) -> {
			if (item instanceof Arrived arrived) {
				arrived.release();
				return true;
			}
			return false;
		});
	}

	/** Takes out what came before an offset. */
	void dropBefore(long offset) {
		this.items.removeIf((item) -> item instanceof Arrived arrived && !arrived.skipTo(offset));
	}

	long skipBefore() {
		return this.skipBefore;
	}

	void skipBefore(long offset) {
		this.skipBefore = offset;
	}

	@Nullable Detour detour() {
		return this.detour;
	}

	void detour(@Nullable Detour now) {
		this.detour = now;
	}

	/** A batch comes again, after a rest that the timer ends. */
	void handBack(DefaultBatch<?> batch, Scheduled restTimer) {
		this.handedBack.put(batch.start(), batch);
		this.rest.cancel();
		this.rest = restTimer;
		this.resting = true;
	}

	void restOver() {
		this.resting = false;
	}

	/** Whether nothing is handed out for a while. */
	boolean isResting() {
		return this.resting;
	}

	/** Whether a batch comes again before anything else. */
	boolean hasHandedBack() {
		return !this.handedBack.isEmpty();
	}

	/** Takes the batch that comes again; null if there is none. */
	@Nullable DefaultBatch<?> takeHandedBack() {
		Map.Entry<Long, DefaultBatch<?>> first = this.handedBack.pollFirstEntry();
		return (first != null) ? first.getValue() : null;
	}

	/** What was handed back does not come again, and no batch is waited for. */
	void forgetHandedBack() {
		this.handedBack.clear();
		this.rest.cancel();
		this.resting = false;
		filled(false);
	}

	/** Whether a batch is large enough, was waited for long enough, or can't grow. */
	boolean isFull(ReaderSettings settings) {
		int wanted = settings.batchMinMessages();
		if (wanted <= 1 || this.filled) {
			return true;
		}
		int messages = 0;
		long bytes = 0;
		for (Object item : this.items) {
			if (!(item instanceof Arrived arrived)) {
				// Nothing that follows can fill it.
				return true;
			}
			messages += arrived.messagesLeft();
			bytes += arrived.bytesLeft();
		}
		// A share of the buffer, because more than that may never come.
		return messages >= wanted || bytes >= settings.batchMaxBytes() || bytes >= settings.bufferMaxBytes() / 2;
	}

	boolean isFilling() {
		return this.fill != Scheduled.NONE;
	}

	void filling(Scheduled deadline) {
		this.fill = deadline;
	}

	void filled(boolean now) {
		this.fill.cancel();
		this.fill = Scheduled.NONE;
		this.filled = now;
	}

}
