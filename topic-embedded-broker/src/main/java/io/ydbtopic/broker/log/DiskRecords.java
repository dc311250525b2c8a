package io.ydbtopic.broker.log;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of a partition on disk. Only what is committed to the store can be read. The
 * store's writer changes it; any thread may read.
 */
final class DiskRecords implements RecordStore {

	private static final Logger logger = LoggerFactory.getLogger(DiskRecords.class);

	private final MVMap<Long, byte[]> map;

	private volatile long startOffset;

	private volatile long endOffset;

	DiskRecords(MVMap<Long, byte[]> map, long startOffset) {
		this.map = map;
		Long last = map.lastKey();
		this.startOffset = startOffset;
		this.endOffset = (last != null) ? last + 1 : startOffset;
	}

	/** Writes, without showing it yet. */
	void write(List<StoredRecord> records) {
		for (StoredRecord record : records) {
			this.map.put(record.offset(), RecordEncoding.encode(record));
		}
	}

	/** Shows what was written up to an offset. */
	void show(long newEndOffset) {
		this.endOffset = newEndOffset;
	}

	void trim(long newStartOffset) {
		long from = this.startOffset;
		this.startOffset = newStartOffset;
		for (long offset = from; offset < newStartOffset; offset++) {
			this.map.remove(offset);
		}
	}

	@Override
	public long startOffset() {
		return this.startOffset;
	}

	@Override
	public long endOffset() {
		return this.endOffset;
	}

	@Override
	public @Nullable StoredRecord get(long offset) {
		if (offset < this.startOffset || offset >= this.endOffset) {
			return null;
		}
		byte[] bytes = bytes(offset);
		return (bytes != null) ? RecordEncoding.decode(bytes) : null;
	}

	private byte @Nullable [] bytes(long offset) {
		try {
			return this.map.get(offset);
		}
		catch (MVStoreException ex) {
			throw unreadable(ex);
		}
	}

	private static RejectedException unreadable(MVStoreException failure) {
		logger.warn("A read failed", failure);
		return new RejectedException(IssueCode.ERROR,
				"The broker can't read its data directory (see its log, repair the disk, then restart the broker)");
	}

	@Override
	public List<StoredRecord> read(long from, long untilOffset, long sizeMax, int countMax) {
		try {
			return readMap(from, untilOffset, sizeMax, countMax);
		}
		catch (MVStoreException ex) {
			throw unreadable(ex);
		}
	}

	private List<StoredRecord> readMap(long from, long untilOffset, long sizeMax, int countMax) {
		List<StoredRecord> found = new ArrayList<>();
		long until = Math.min(untilOffset, this.endOffset);
		long first = Math.max(from, this.startOffset);
		if (first >= until) {
			return found;
		}
		long size = 0;
		Cursor<Long, byte[]> cursor = this.map.cursor(first);
		while (cursor.hasNext() && found.size() < countMax) {
			if (cursor.next() >= until) {
				break;
			}
			StoredRecord record = RecordEncoding.decode(cursor.getValue());
			size += record.wireSize();
			if (size > sizeMax && !found.isEmpty()) {
				break;
			}
			found.add(record);
		}
		return found;
	}

}
