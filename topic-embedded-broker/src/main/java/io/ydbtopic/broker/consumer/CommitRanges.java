package io.ydbtopic.broker.consumer;

import java.util.Map;
import java.util.TreeMap;

import io.ydbtopic.broker.error.RejectedException;

/**
 * The commits of one partition session: ranges may come in any order, but what is
 * committed is always the contiguous prefix. Ranges beyond a hole are held until the hole
 * is filled and are lost with the session. A range that was committed or queued before is
 * a double commit and is refused. Not safe for use by many threads: its session's queue
 * owns it.
 */
public final class CommitRanges {

	/**
	 * Bounds the memory that a client can make the broker hold with scattered commits.
	 */
	static final int HELD_RANGES_MAX = 100_000;

	/** Start to end, disjoint, not adjacent, all beyond {@link #prefixEnd}. */
	private final TreeMap<Long, Long> held = new TreeMap<>();

	private long prefixEnd;

	/**
	 * Begins at a committed offset.
	 * @param committedOffset the first offset that is not committed
	 */
	public CommitRanges(long committedOffset) {
		this.prefixEnd = committedOffset;
	}

	/**
	 * Takes a range.
	 * @param range what the client committed
	 * @throws RejectedException when the range is empty, negative, a double commit, or
	 * one too many
	 */
	public void add(OffsetsRange range) {
		if (range.start() < 0 || range.start() >= range.end()) {
			throw RejectedException.badRequest("Commit of " + text(range) + " (expected 0 <= start < end)");
		}
		if (range.start() < this.prefixEnd) {
			throw RejectedException.badRequest("Commit of " + text(range) + " begins below offset " + this.prefixEnd
					+ ", up to which everything is committed already (commit a range once)");
		}
		if (overlapsHeld(range)) {
			throw RejectedException
				.badRequest("Commit of " + text(range) + " overlaps a range that is queued (commit a range once)");
		}
		if (range.start() == this.prefixEnd) {
			this.prefixEnd = range.end();
			absorbHeld();
			return;
		}
		hold(range);
		if (this.held.size() > HELD_RANGES_MAX) {
			throw RejectedException
				.badRequest("More than " + HELD_RANGES_MAX + " separate commit ranges wait for the offsets before them "
						+ "(commit from offset " + this.prefixEnd + " on)");
		}
	}

	private boolean overlapsHeld(OffsetsRange range) {
		Map.Entry<Long, Long> before = this.held.lowerEntry(range.end());
		return before != null && before.getValue() > range.start();
	}

	private void hold(OffsetsRange range) {
		long start = range.start();
		long end = range.end();
		Map.Entry<Long, Long> left = this.held.floorEntry(start);
		if (left != null && left.getValue() == start) {
			start = left.getKey();
		}
		Long right = this.held.remove(end);
		this.held.put(start, (right != null) ? right : end);
	}

	private void absorbHeld() {
		Map.Entry<Long, Long> first = this.held.firstEntry();
		while (first != null && first.getKey() <= this.prefixEnd) {
			this.prefixEnd = Math.max(this.prefixEnd, first.getValue());
			this.held.remove(first.getKey());
			first = this.held.firstEntry();
		}
	}

	/**
	 * Somebody else committed for this session: the prefix grows, held ranges below it
	 * are done.
	 * @param offset the new committed offset; a lower one than before changes nothing
	 */
	public void advanceTo(long offset) {
		if (offset > this.prefixEnd) {
			this.prefixEnd = offset;
			absorbHeld();
		}
	}

	/**
	 * Up to where everything is committed or about to be.
	 * @return the first offset that is not
	 */
	public long prefixEnd() {
		return this.prefixEnd;
	}

	/**
	 * How many separate ranges wait for a hole to be filled.
	 * @return a count
	 */
	public int heldCount() {
		return this.held.size();
	}

	private static String text(OffsetsRange range) {
		return "[" + range.start() + ", " + range.end() + ")";
	}

}
