package io.ydbtopic.client.internal.read;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The commits of one partition that the server has not confirmed: the offsets that were
 * asked for, and who waits for which of them. It can move from a session that was lost to
 * the next one of the same partition. Confined to the reader's loop.
 */
final class PartitionCommits {

	private final CommitRanges ranges;

	/** Who waits, by the offset that they wait for: those that came in that order. */
	private final ArrayDeque<CommitCall> inOrder;

	/** Those that came after one that waits for a greater offset. */
	private final NavigableMap<Long, List<CommitCall>> late;

	/** Of a session that begins with everything before an offset committed. */
	PartitionCommits(long committed) {
		this(new CommitRanges(committed), new ArrayDeque<>(), new TreeMap<>());
	}

	private PartitionCommits(CommitRanges ranges, ArrayDeque<CommitCall> inOrder,
			NavigableMap<Long, List<CommitCall>> late) {
		this.ranges = ranges;
		this.inOrder = inOrder;
		this.late = late;
	}

	void add(CommitCall call) {
		CommitCall last = this.inOrder.peekLast();
		if (last == null || last.end() <= call.end()) {
			this.inOrder.add(call);
		}
		else {
			this.late.computeIfAbsent(call.end(), (offset) -> new ArrayList<>(1)).add(call);
		}
		this.ranges.add(call.start(), call.end());
	}

	/**
	 * The server has committed everything before an offset.
	 * @return who waited for that
	 */
	List<CommitCall> committed(long offset) {
		this.ranges.committed(offset);
		return take(offset);
	}

	/** Takes all who wait. */
	List<CommitCall> drain() {
		return take(Long.MAX_VALUE);
	}

	/** Takes those that wait for no more than an offset, by the offset. */
	private List<CommitCall> take(long offset) {
		List<CommitCall> taken = new ArrayList<>();
		CommitCall next = this.inOrder.peek();
		while (next != null) {
			// Whoever is late waits for less than the last one in order.
			while (!this.late.isEmpty() && this.late.firstKey() < next.end() && this.late.firstKey() <= offset) {
				taken.addAll(this.late.pollFirstEntry().getValue());
			}
			if (next.end() > offset) {
				break;
			}
			taken.add(this.inOrder.remove());
			next = this.inOrder.peek();
		}
		return taken;
	}

	/** Whether nobody waits. */
	boolean isEmpty() {
		return this.inOrder.isEmpty();
	}

	/** The furthest offset that somebody waits for; somebody must. */
	long lastOffset() {
		return this.inOrder.getLast().end();
	}

	CommitRanges ranges() {
		return this.ranges;
	}

	/**
	 * The same commits, none of them asked for yet, for a session that begins with
	 * everything before an offset committed; who waits for less must have been answered.
	 */
	PartitionCommits continuedFrom(long committed) {
		return new PartitionCommits(this.ranges.continuedFrom(committed), this.inOrder, this.late);
	}

	@Override
	public String toString() {
		return this.inOrder.size() + " commits in order and " + this.late.size() + " late, " + this.ranges;
	}

}
