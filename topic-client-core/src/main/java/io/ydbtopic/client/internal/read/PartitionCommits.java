package io.ydbtopic.client.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The commits of one partition that the server has not confirmed: the offsets that were
 * asked for, and who waits for which of them. It can move from a session that was lost to
 * the next one of the same partition. Confined to the reader's loop.
 */
final class PartitionCommits {

	private final CommitRanges ranges;

	/** Futures by the offset that they wait for. */
	private final NavigableMap<Long, List<CompletableFuture<Void>>> waiters;

	/** Of a session that begins with everything before an offset committed. */
	PartitionCommits(long committed) {
		this(new CommitRanges(committed), new TreeMap<>());
	}

	private PartitionCommits(CommitRanges ranges, NavigableMap<Long, List<CompletableFuture<Void>>> waiters) {
		this.ranges = ranges;
		this.waiters = waiters;
	}

	void add(long start, long end, CompletableFuture<Void> result) {
		this.waiters.computeIfAbsent(end, (offset) -> new ArrayList<>(1)).add(result);
		this.ranges.add(start, end);
	}

	/**
	 * The server has committed everything before an offset.
	 * @return who waited for that
	 */
	List<CompletableFuture<Void>> committed(long offset) {
		this.ranges.committed(offset);
		List<CompletableFuture<Void>> done = new ArrayList<>();
		while (!this.waiters.isEmpty() && this.waiters.firstKey() <= offset) {
			done.addAll(this.waiters.pollFirstEntry().getValue());
		}
		return done;
	}

	/** Takes all who wait. */
	List<CompletableFuture<Void>> drain() {
		List<CompletableFuture<Void>> left = new ArrayList<>();
		this.waiters.values().forEach(left::addAll);
		this.waiters.clear();
		return left;
	}

	/** Whether nobody waits. */
	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	/** The furthest offset that somebody waits for; somebody must. */
	long lastOffset() {
		return this.waiters.lastKey();
	}

	CommitRanges ranges() {
		return this.ranges;
	}

	/**
	 * The same commits, none of them asked for yet, for a session that begins with
	 * everything before an offset committed; who waits for less must have been answered.
	 */
	PartitionCommits continuedFrom(long committed) {
		return new PartitionCommits(this.ranges.continuedFrom(committed), this.waiters);
	}

	@Override
	public String toString() {
		return this.waiters.size() + " commits, " + this.ranges;
	}

}
