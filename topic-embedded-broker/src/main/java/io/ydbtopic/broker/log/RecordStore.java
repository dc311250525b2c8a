package io.ydbtopic.broker.log;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The messages of one partition, by offset. It is filled by
 * {@link BrokerStore#apply(StoreChange, Runnable)} and only read here. Safe for use by
 * many threads.
 */
public interface RecordStore {

	/**
	 * The first offset that is kept.
	 * @return equal to {@link #endOffset()} when there is none
	 */
	long startOffset();

	/**
	 * The offset of the next message.
	 * @return an offset
	 */
	long endOffset();

	/**
	 * The message at an offset.
	 * @param offset an offset
	 * @return the message, or null when it is not or no longer kept
	 */
	@Nullable StoredRecord get(long offset);

	/**
	 * The messages from an offset on, as many as fit; at least one when there is one.
	 * @param from where to begin; offsets that are no longer kept are passed over
	 * @param untilOffset where to stop, exclusive
	 * @param sizeMax how many bytes, by {@link StoredRecord#wireSize()}
	 * @param countMax how many messages
	 * @return messages in the order of their offsets
	 */
	List<StoredRecord> read(long from, long untilOffset, long sizeMax, int countMax);

}
