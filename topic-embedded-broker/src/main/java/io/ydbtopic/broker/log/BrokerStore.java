package io.ydbtopic.broker.log;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.error.RejectedException;

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
	 * @param whenKept called when it is kept; never, when the store fails before that
	 * @throws RejectedException when the store has failed: nothing is kept any more
	 */
	void apply(StoreChange change, Runnable whenKept);

	/**
	 * Waits for all changes so far.
	 * @param whenKept called when they are kept
	 * @throws RejectedException when the store has failed: nothing is kept any more
	 */
	default void afterAll(Runnable whenKept) {
		apply(new StoreChange.Together(List.of()), whenKept);
	}

	/**
	 * Tells when nothing can be kept any more. What waits to be kept then is never
	 * called, so whoever waits has to be told by the listener.
	 * @param listener told once why, in words for clients; may only enqueue
	 */
	void whenFailed(Consumer<RejectedException> listener);

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
