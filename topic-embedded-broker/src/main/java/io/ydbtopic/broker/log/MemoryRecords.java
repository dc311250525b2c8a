package io.ydbtopic.broker.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Messages of a partition in memory: a growing ring whose front moves on when messages
 * expire. Safe for use by many threads.
 */
final class MemoryRecords implements RecordStore {

	private static final int CAPACITY_MIN = 16;

	/** A power of two long; the record of an offset is at offset modulo length. */
	private @Nullable StoredRecord[] ring = new @Nullable StoredRecord[CAPACITY_MIN];

	private long startOffset;

	private long endOffset;

	synchronized void append(List<StoredRecord> records) {
		for (StoredRecord record : records) {
			if (record.offset() != this.endOffset) {
				throw new IllegalStateException("Append at offset " + record.offset() + " (expected " + this.endOffset
						+ ", the end of the partition)");
			}
			if (this.endOffset - this.startOffset == this.ring.length) {
				resize(this.ring.length * 2);
			}
			this.ring[index(record.offset())] = record;
			this.endOffset++;
		}
	}

	synchronized void trim(long newStartOffset) {
		long limit = Math.min(newStartOffset, this.endOffset);
		while (this.startOffset < limit) {
			this.ring[index(this.startOffset)] = null;
			this.startOffset++;
		}
		long count = this.endOffset - this.startOffset;
		if (this.ring.length > CAPACITY_MIN && count < this.ring.length / 4) {
			resize(Math.max(CAPACITY_MIN, this.ring.length / 2));
		}
	}

	private void resize(int capacity) {
		@Nullable StoredRecord[] old = this.ring;
		@Nullable StoredRecord[] larger = Arrays.copyOf(old, capacity);
		Arrays.fill(larger, null);
		for (long offset = this.startOffset; offset < this.endOffset; offset++) {
			larger[(int) (offset & (capacity - 1))] = old[(int) (offset & (old.length - 1))];
		}
		this.ring = larger;
	}

	private int index(long offset) {
		return (int) (offset & (this.ring.length - 1));
	}

	@Override
	public synchronized long startOffset() {
		return this.startOffset;
	}

	@Override
	public synchronized long endOffset() {
		return this.endOffset;
	}

	@Override
	public synchronized @Nullable StoredRecord get(long offset) {
		if (offset < this.startOffset || offset >= this.endOffset) {
			return null;
		}
		return this.ring[index(offset)];
	}

	@Override
	public synchronized List<StoredRecord> read(long from, long untilOffset, long sizeMax, int countMax) {
		List<StoredRecord> found = new ArrayList<>();
		long size = 0;
		long until = Math.min(untilOffset, this.endOffset);
		for (long offset = Math.max(from, this.startOffset); offset < until && found.size() < countMax; offset++) {
			StoredRecord record = this.ring[index(offset)];
			if (record == null) {
				continue;
			}
			size += record.wireSize();
			if (size > sizeMax && !found.isEmpty()) {
				break;
			}
			found.add(record);
		}
		return found;
	}

}
