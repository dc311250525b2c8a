package io.ydbtopic.broker.log;

import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;

/**
 * Where everything is kept that outlives a session: messages, producers' numbers,
 * committed offsets, topics. What {@code whenKept} has been called for is there after a
 * restart, as far as the store survives one. The trap: {@code whenKept} may be called
 * inside {@code apply} or later from another thread, but always in the order of the
 * changes of a partition. Safe for use by many threads.
 */
public interface BrokerStore extends AutoCloseable {

	/**
	 * Keeps a change.
	 * @param change what happened
	 * @param whenKept called when it is kept
	 */
	void apply(StoreChange change, Runnable whenKept);

	/**
	 * Opens the messages of a partition, empty ones when it is new.
	 * @param partition which
	 * @return its messages
	 */
	RecordStore records(PartitionKey partition);

	/**
	 * What producers are remembered in a partition, read once when it is opened.
	 * @param partition which
	 * @return the producers, least recently active first
	 */
	List<StoredProducer> producers(PartitionKey partition);

	/**
	 * The committed offsets of a partition, read once when it is opened.
	 * @param partition which
	 * @return offsets by consumer
	 */
	Map<String, Long> committedOffsets(PartitionKey partition);

	/**
	 * The topics, read once at start.
	 * @return descriptions in the catalogue's encoding, by topic id
	 */
	Map<Long, ByteString> topics();

	/**
	 * The directories, read once at start.
	 * @return absolute paths
	 */
	List<String> directories();

	/**
	 * Writes what is left and lets go of files. Idempotent.
	 */
	@Override
	void close();

	/**
	 * What is remembered of a producer.
	 *
	 * @param producerId who
	 * @param maxSeqNo its greatest number
	 * @param lastWriteMillis when it last wrote, in milliseconds of the epoch
	 */
	record StoredProducer(String producerId, long maxSeqNo, long lastWriteMillis) {
	}

}
