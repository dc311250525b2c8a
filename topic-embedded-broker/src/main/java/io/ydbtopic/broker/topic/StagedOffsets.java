package io.ydbtopic.broker.topic;

import java.util.Map;
import java.util.TreeMap;

import io.ydbtopic.broker.consumer.OffsetsRange;
import io.ydbtopic.broker.error.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction has read of one partition for one consumer. Ranges may come in any
 * order, each once; adjacent ones are joined. Not safe for use by many threads: the
 * transaction's lock covers it.
 */
final class StagedOffsets {

	/** Bounds the memory that a client can make the broker hold with scattered ranges. */
	private static final int RANGES_MAX = 100_000;

	/** Start to end; disjoint and not adjacent. */
	private final TreeMap<Long, Long> ranges = new TreeMap<>();

	/** Begins with what another one holds. */
	static StagedOffsets copyOf(@Nullable StagedOffsets other) {
		StagedOffsets copy = new StagedOffsets();
		if (other != null) {
			copy.ranges.putAll(other.ranges);
		}
		return copy;
	}

	/** Takes a range; one that is empty or touches what was read before is refused. */
	void add(OffsetsRange range) {
		if (range.start() < 0 || range.start() >= range.end()) {
			throw RejectedException.badRequest("Offsets " + text(range) + " (expected 0 <= start < end)");
		}
		Map.Entry<Long, Long> before = this.ranges.lowerEntry(range.end());
		if (before != null && before.getValue() > range.start()) {
			throw RejectedException.badRequest("Offsets " + text(range) + " intersect [" + before.getKey() + ", "
					+ before.getValue() + "), which the transaction has read before (add each offset once)");
		}
		long start = range.start();
		if (before != null && before.getValue() == start) {
			start = before.getKey();
		}
		Long right = this.ranges.remove(range.end());
		this.ranges.put(start, (right != null) ? right : range.end());
		if (this.ranges.size() > RANGES_MAX) {
			throw RejectedException.badRequest("More than " + RANGES_MAX
					+ " separate ranges of one partition in a transaction (expected ranges that join to one)");
		}
	}

	/** All ranges as one; null when there are holes between them. */
	@Nullable OffsetsRange interval() {
		Map.Entry<Long, Long> only = this.ranges.firstEntry();
		return (this.ranges.size() == 1) ? new OffsetsRange(only.getKey(), only.getValue()) : null;
	}

	private static String text(OffsetsRange range) {
		return "[" + range.start() + ", " + range.end() + ")";
	}

	@Override
	public String toString() {
		return this.ranges.toString();
	}

}
