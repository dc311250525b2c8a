package io.ydbtopic.simulator.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The last things that happened, for people. Texts are made when somebody wants to read
 * them. Not thread-safe.
 */
public final class Timeline {

	private static final double SECOND = 1e9;

	private final Deque<Entry> entries = new ArrayDeque<>();

	private final List<Entry> inserted = new ArrayList<>();

	private final int capacity;

	private final LongSupplier time;

	/**
	 * An empty timeline.
	 * @param capacity entries that are kept
	 * @param time the time in nanoseconds
	 */
	public Timeline(int capacity, LongSupplier time) {
		this.capacity = capacity;
		this.time = time;
	}

	private record Entry(long at, String who, Supplier<String> text) {
	}

	/**
	 * Tells an event.
	 * @param text made later; what it refers to must not change
	 */
	public void add(String who, Supplier<String> text) {
		if (this.entries.size() == this.capacity) {
			this.entries.remove();
		}
		this.entries.add(new Entry(this.time.getAsLong(), who, text));
	}

	/**
	 * Adds what happened before.
	 * @param atNanos when
	 */
	public void insert(long atNanos, String who, Supplier<String> text) {
		this.inserted.add(new Entry(atNanos, who, text));
	}

	/**
	 * The last events, a line each.
	 * @param count how many at most
	 */
	public List<String> last(int count) {
		List<String> lines = new ArrayList<>();
		List<Entry> all = new ArrayList<>(this.entries);
		all.addAll(this.inserted);
		all.sort(Comparator.comparingLong(Entry::at));
		int skipped = Math.max(0, all.size() - count);
		for (Entry entry : all) {
			if (skipped-- <= 0) {
				lines.add(String.format(Locale.ROOT, "%10.3f s  %-10s %s", entry.at() / SECOND - 1, entry.who(),
						entry.text().get()));
			}
		}
		return lines;
	}

}
