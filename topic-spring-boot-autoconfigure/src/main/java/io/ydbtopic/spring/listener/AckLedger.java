package io.ydbtopic.spring.listener;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which messages of a partition session are done, in whatever order they finish. One
 * entry an offset; what it lets go for a commit is always everything up to the first that
 * is not done, so that a commit never passes a message. Pure; not thread-safe.
 *
 * @param <E> what is kept for each offset
 */
final class AckLedger<E> {

	/** In the order of offsets: all entries that were not let go. */
	private final Deque<Entry<E>> open = new ArrayDeque<>();

	private final Map<Long, Entry<E>> byOffset = new HashMap<>();

	private long lastOffset = -1;

	/**
	 * A message was handed out; offsets grow. An offset that is already here is ignored.
	 */
	void handedOut(long offset, E item) {
		if (offset <= this.lastOffset) {
			return;
		}
		this.lastOffset = offset;
		Entry<E> entry = new Entry<>(offset, item);
		this.open.add(entry);
		this.byOffset.put(offset, entry);
	}

	/**
	 * A message is done. Repeats, and offsets that were never handed out, change nothing.
	 * @return what may be committed now, in order; empty while an earlier one is open
	 */
	List<E> done(long offset) {
		Entry<E> entry = this.byOffset.get(offset);
		if (entry == null) {
			return List.of();
		}
		entry.done = true;
		List<E> free = new ArrayList<>();
		for (Entry<E> first = this.open.peek(); first != null && first.done; first = this.open.peek()) {
			this.open.remove();
			this.byOffset.remove(first.offset);
			free.add(first.item);
		}
		return free;
	}

	/** What is kept for an offset; {@code null} if it was let go or never handed out. */
	@Nullable E find(long offset) {
		Entry<E> entry = this.byOffset.get(offset);
		return (entry != null) ? entry.item : null;
	}

	/** Forgets everything that was not let go, and returns it in order. */
	List<E> clear() {
		List<E> left = this.open.stream().map((entry) -> entry.item).toList();
		this.open.clear();
		this.byOffset.clear();
		return left;
	}

	/** Messages handed out and not let go. */
	int size() {
		return this.open.size();
	}

	private static final class Entry<E> {

		final long offset;

		final E item;

		boolean done;

		Entry(long offset, E item) {
			this.offset = offset;
			this.item = item;
		}

	}

}
