package io.ydbtopic.client.internal.write;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The messages that the server has not acknowledged, in their final order: a ring of
 * entries, the first of which were sent on the current connection. It outlives
 * connections. It promises that numbers are given once, in order, and that entries leave
 * from the front alone. The trap: in automatic mode numbers are not known before the
 * first handshake; until then nothing may be sent. Confined to the writer's loop.
 */
final class Outbox {

	private static final int FIRST_CAPACITY = 16;

	private @Nullable OutboxEntry[] ring = new OutboxEntry[FIRST_CAPACITY];

	private int head;

	private int size;

	/** How many of the first entries were sent on the current connection. */
	private int sent;

	/** Greatest number given; from the server before the first one is. */
	private long lastNumber;

	/** Whether {@link #lastNumber} has been heard from the server once. */
	private boolean numberKnown;

	/** Whether entries bring their numbers. */
	private boolean ownNumbers;

	/** Whether any entry has a number from here. */
	private boolean numberGiven;

	int size() {
		return this.size;
	}

	/** How many of the first entries were sent on the current or the last connection. */
	int sent() {
		return this.sent;
	}

	int unsent() {
		return this.size - this.sent;
	}

	/** Greatest number given so far. */
	long lastNumber() {
		return this.lastNumber;
	}

	/**
	 * Whether the application gives the numbers, so that the server's last one may be
	 * ahead.
	 */
	boolean hasOwnNumbers() {
		return this.ownNumbers;
	}

	/**
	 * Appends an entry and gives it its number, if numbers are known by now.
	 * @throws IllegalArgumentException if the entry brings a number that is not greater
	 * than the one before; it is not appended
	 */
	void add(OutboxEntry entry) {
		if (entry.hasOwnNumber()) {
			takeOwnNumber(entry);
		}
		else if (this.numberKnown) {
			entry.sequenceNumber = ++this.lastNumber;
			this.numberGiven = true;
		}
		if (this.size == this.ring.length) {
			grow();
		}
		this.ring[index(this.size)] = entry;
		this.size++;
	}

	private void takeOwnNumber(OutboxEntry entry) {
		// The first own number may be one that the server has stored: an application that
		// starts again repeats its numbers, and the server passes over them.
		boolean first = !this.ownNumbers && !this.numberGiven;
		if (!first && entry.sequenceNumber <= this.lastNumber) {
			throw new IllegalArgumentException("sequenceNumber: " + entry.sequenceNumber
					+ " (expected: greater than the one before, " + this.lastNumber + ")");
		}
		this.ownNumbers = true;
		this.lastNumber = entry.sequenceNumber;
	}

	/**
	 * A new connection: nothing was sent on it. On the first one, entries that wait for a
	 * number get it.
	 * @param storedNumber greatest number that the server has stored for the producer
	 */
	void connected(long storedNumber) {
		this.sent = 0;
		if (this.numberKnown) {
			return;
		}
		this.numberKnown = true;
		if (this.ownNumbers) {
			return;
		}
		this.lastNumber = storedNumber;
		for (int i = 0; i < this.size; i++) {
			at(i).sequenceNumber = ++this.lastNumber;
			this.numberGiven = true;
		}
	}

	/** Takes out the entries that the server has stored already, oldest first. */
	void removeThrough(long storedNumber, Consumer<OutboxEntry> removed) {
		while (this.size > 0 && at(0).sequenceNumber <= storedNumber) {
			removed.accept(removeFirst());
		}
	}

	/**
	 * Takes out the oldest entry if it was sent and has this number.
	 * @return the entry; null if the number does not fit
	 */
	@Nullable OutboxEntry acknowledge(long sequenceNumber) {
		if (this.sent == 0 || at(0).sequenceNumber != sequenceNumber) {
			return null;
		}
		return removeFirst();
	}

	/** The number that the next ack must have; 0 if none is due. */
	long expectedAck() {
		return (this.sent == 0) ? 0 : at(0).sequenceNumber;
	}

	/** The oldest entry; null if there is none. */
	@Nullable OutboxEntry first() {
		return (this.size == 0) ? null : at(0);
	}

	/** An entry that was not sent on the current connection, counted from the oldest. */
	OutboxEntry unsent(int i) {
		return at(this.sent + i);
	}

	/** The next so many entries that were not sent on the current connection. */
	OutboxEntry[] nextUnsent(int count) {
		OutboxEntry[] next = new OutboxEntry[count];
		for (int i = 0; i < count; i++) {
			next[i] = unsent(i);
		}
		return next;
	}

	/** The next so many entries were sent. */
	void markSent(int count) {
		this.sent += count;
		if (this.sent > this.size) {
			throw new IllegalStateException("outbox: " + this.sent + " sent of " + this.size);
		}
	}

	/**
	 * Takes out the oldest entry that was never sent; there must be one. Its number, if
	 * it has one, is not given again.
	 */
	OutboxEntry removeOldestUnsent() {
		OutboxEntry entry = at(this.sent);
		for (int i = this.sent; i > 0; i--) {
			this.ring[index(i)] = this.ring[index(i - 1)];
		}
		this.ring[this.head] = null;
		this.head = (this.head + 1) & (this.ring.length - 1);
		this.size--;
		return entry;
	}

	OutboxEntry removeFirst() {
		OutboxEntry entry = at(0);
		this.ring[this.head] = null;
		this.head = (this.head + 1) & (this.ring.length - 1);
		this.size--;
		if (this.sent > 0) {
			this.sent--;
		}
		return entry;
	}

	private OutboxEntry at(int i) {
		OutboxEntry entry = this.ring[index(i)];
		if (entry == null || i >= this.size) {
			throw new IllegalStateException("outbox: no entry " + i + " of " + this.size);
		}
		return entry;
	}

	private int index(int i) {
		return (this.head + i) & (this.ring.length - 1);
	}

	private void grow() {
		@Nullable OutboxEntry[] larger = new OutboxEntry[this.ring.length * 2];
		for (int i = 0; i < this.size; i++) {
			larger[i] = this.ring[index(i)];
		}
		this.ring = larger;
		this.head = 0;
	}

}
