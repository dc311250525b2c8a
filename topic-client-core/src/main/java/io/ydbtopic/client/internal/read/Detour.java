package io.ydbtopic.client.internal.read;

import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

/**
 * A partition whose next messages are not, or no more, in the reader's buffer: they come
 * over a {@link Replay}, up to where what the reader's own stream has kept begins. Of
 * that, a part is kept, the tail, so that the two can meet. Confined to the reader's
 * loop.
 */
final class Detour {

	private final long tailMaxBytes;

	/** {@link Arrived} data and events of the reader's own stream, in order. */
	private final ArrayDeque<Object> tail = new ArrayDeque<>();

	private long tailBytes;

	/** Where the reader's own stream is. */
	private long mainEnd;

	/** The first offset that the replay has not brought. */
	private long next;

	/** Null while there is still something to hand out without it. */
	private @Nullable Replay replay;

	/** The replay has read the partition to its end. */
	private boolean finished;

	/**
	 * A detour.
	 * @param next first offset to read again
	 * @param mainEnd where the reader's own stream is
	 * @param tailMaxBytes most bytes of it that are kept
	 */
	Detour(long next, long mainEnd, long tailMaxBytes) {
		this.next = next;
		this.mainEnd = mainEnd;
		this.tailMaxBytes = tailMaxBytes;
	}

	/**
	 * The reader's own stream has brought more: it is kept if there is room, else it
	 * comes again with the replay.
	 */
	void keep(Arrived data) {
		this.mainEnd = Math.max(this.mainEnd, data.endOffset());
		if (this.tailBytes + data.bytesLeft() > this.tailMaxBytes) {
			dropTail();
		}
		if (data.bytesLeft() > this.tailMaxBytes) {
			data.release();
		}
		else {
			keepAll(data);
		}
	}

	/** Keeps what was held already, whatever its size. */
	void keepAll(Arrived data) {
		this.mainEnd = Math.max(this.mainEnd, data.endOffset());
		this.tail.add(data);
		this.tailBytes += data.bytesLeft();
	}

	/** Keeps an event, for after the data that came before it. */
	void keep(PartitionTrack.Event event) {
		this.tail.add(event);
	}

	/** Gives up what was kept; events stay. */
	void dropTail() {
		this.tail.removeIf((item) -> {
			if (item instanceof Arrived data) {
				data.release();
				return true;
			}
			return false;
		});
		this.tailBytes = 0;
	}

	/** The replay has brought everything before an offset. */
	void broughtUpTo(long offset) {
		this.next = Math.max(this.next, offset);
	}

	/** From where to read, from now on. */
	void readFrom(long offset) {
		this.next = offset;
		this.finished = false;
	}

	long next() {
		return this.next;
	}

	void finished() {
		this.finished = true;
	}

	/** Whether everything before the tail was brought. */
	boolean isOver() {
		return this.finished || this.next >= tailStart();
	}

	private long tailStart() {
		for (Object item : this.tail) {
			if (item instanceof Arrived data) {
				return data.firstOffset();
			}
		}
		return this.mainEnd;
	}

	/** Takes what was kept and was not brought by the replay. */
	ArrayDeque<Object> takeTail() {
		ArrayDeque<Object> left = new ArrayDeque<>();
		for (Object item : this.tail) {
			if (!(item instanceof Arrived data) || data.skipTo(this.next)) {
				left.add(item);
			}
		}
		this.tail.clear();
		this.tailBytes = 0;
		return left;
	}

	@Nullable Replay replay() {
		return this.replay;
	}

	void replay(@Nullable Replay opened) {
		this.replay = opened;
	}

}
