package io.ydbtopic.client.internal.keyed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * What waits, in order, because its partition takes messages no more: first what the
 * partition's stream left, then what was written since, for it or for its descendants.
 * Confined to the keyed writer's loop.
 */
final class Hold implements WaitingQueue {

	/** The partition, or {@link Topology#NONE} for all before any is known. */
	final long partition;

	private ArrayDeque<KeyedEntry> entries = new ArrayDeque<>();

	/** The stream has not handed back what it left. */
	boolean awaitsStream;

	/**
	 * How many of the first ones the partition may have stored before it took no more.
	 */
	int maybeStored;

	/** Asks what the partition has stored; null when there is nothing to ask. */
	@Nullable FloorProbe probe;

	/** Partitions are being chosen on a user thread. */
	boolean choosing;

	Hold(long partition) {
		this.partition = partition;
	}

	/** Adds one that came later than all. */
	void add(KeyedEntry entry) {
		this.entries.add(entry);
	}

	/** Takes what the stream left, which is older than all else. */
	void streamEnded(List<KeyedEntry> left, int maybeStoredOfThem) {
		this.awaitsStream = false;
		this.maybeStored = maybeStoredOfThem;
		for (int i = left.size() - 1; i >= 0; i--) {
			this.entries.addFirst(left.get(i));
		}
	}

	/** The oldest one; null if nothing is left. */
	@Nullable KeyedEntry peek() {
		return this.entries.peek();
	}

	/** Takes out the oldest one; there must be one. */
	KeyedEntry remove() {
		return this.entries.remove();
	}

	@Override
	public @Nullable KeyedEntry oldestUnsent() {
		if (this.choosing) {
			// They are on a user thread.
			return null;
		}
		return (this.maybeStored == 0) ? this.entries.peek()
				: this.entries.stream().skip(this.maybeStored).findFirst().orElse(null);
	}

	@Override
	public void removeOldestUnsent() {
		Iterator<KeyedEntry> each = this.entries.iterator();
		for (int i = 0; i <= this.maybeStored; i++) {
			each.next();
		}
		each.remove();
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	List<KeyedEntry> matching(Predicate<KeyedEntry> condition) {
		return this.entries.stream().filter(condition).toList();
	}

	/** Takes out everything. */
	List<KeyedEntry> drain() {
		List<KeyedEntry> all = new ArrayList<>(this.entries);
		this.entries = new ArrayDeque<>();
		return all;
	}

}
