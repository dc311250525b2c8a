package io.ydbtopic.client.internal.read;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which offsets of one partition session the application has committed, in whatever
 * order, and how far the server has been asked. It promises that the server is asked for
 * contiguous ranges only, each once: from where the last one ended up to the first hole.
 * Half-open ranges. Confined to the reader's loop.
 */
final class CommitRanges {

	/** Ranges beyond the first hole: start to end, disjoint and not adjacent. */
	private final TreeMap<Long, Long> beyond = new TreeMap<>();

	/** Everything before this is committed or asked for. */
	private long requested;

	/** Everything before this may be asked for. */
	private long contiguous;

	CommitRanges(long committed) {
		this.requested = committed;
		this.contiguous = committed;
	}

	/** Adds a range; parts that were added before do no harm. */
	void add(long start, long end) {
		if (start >= end) {
			throw new IllegalArgumentException("range: [" + start + ", " + end + ") (expected: start before end)");
		}
		if (end <= this.contiguous) {
			return;
		}
		if (start <= this.contiguous) {
			this.contiguous = end;
			absorb();
		}
		else {
			merge(start, end);
		}
	}

	private void absorb() {
		Map.Entry<Long, Long> first = this.beyond.firstEntry();
		while (first != null && first.getKey() <= this.contiguous) {
			this.beyond.remove(first.getKey());
			this.contiguous = Math.max(this.contiguous, first.getValue());
			first = this.beyond.firstEntry();
		}
	}

	private void merge(long start, long end) {
		long from = start;
		long to = end;
		Map.Entry<Long, Long> before = this.beyond.floorEntry(from);
		if (before != null && before.getValue() >= from) {
			from = before.getKey();
			to = Math.max(to, before.getValue());
		}
		Map.Entry<Long, Long> next = this.beyond.ceilingEntry(from);
		while (next != null && next.getKey() <= to) {
			to = Math.max(to, next.getValue());
			this.beyond.remove(next.getKey());
			next = this.beyond.ceilingEntry(from);
		}
		this.beyond.put(from, to);
	}

	/** Whether there is something to ask the server for. */
	boolean hasRequest() {
		return this.contiguous > this.requested;
	}

	/** Where the next request starts. */
	long requestStart() {
		return this.requested;
	}

	/** Where the next request ends; it counts as made. */
	long takeRequest() {
		this.requested = this.contiguous;
		return this.requested;
	}

	/** The server has committed everything before an offset, by whosever request. */
	void committed(long offset) {
		if (offset > this.requested) {
			this.requested = offset;
		}
		if (offset > this.contiguous) {
			this.contiguous = offset;
			absorb();
		}
	}

	/**
	 * The same offsets, none of them asked for yet, on top of what is committed now.
	 */
	CommitRanges continuedFrom(long committed) {
		CommitRanges next = new CommitRanges(committed);
		if (this.contiguous > committed) {
			next.add(committed, this.contiguous);
		}
		this.beyond.forEach((start, end) -> {
			if (end > committed) {
				next.add(Math.max(start, committed), end);
			}
		});
		return next;
	}

	/** Where the first hole begins: everything before it is committed or handed in. */
	long contiguousEnd() {
		return this.contiguous;
	}

	/** Ranges that wait for a hole to be filled. */
	int waiting() {
		return this.beyond.size();
	}

	@Override
	public String toString() {
		return "asked for up to " + this.requested + ", handed in up to " + this.contiguous + " and " + this.beyond;
	}

}
