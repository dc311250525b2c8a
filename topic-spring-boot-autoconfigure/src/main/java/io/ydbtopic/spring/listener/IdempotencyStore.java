package io.ydbtopic.spring.listener;

import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a listener has handled, so that what comes again, after a crash or a
 * rebalance, is not handled again. One number for each producer of a partition is enough,
 * because its messages are handled in order. A listener names its store's bean with
 * {@code dedupe}. It is as good as where it keeps its numbers: in memory it helps as long
 * as the application lives; in the database, and in the transaction, where the listener's
 * own effects are, it makes them happen once. Called on the container's threads, which
 * may wait for it; must be thread-safe.
 */
public interface IdempotencyStore {

	/**
	 * The highest number that was recorded; {@code null} if there is none. What it throws
	 * is a failure of the message that it was asked for.
	 */
	@Nullable Long highest(Key key);

	/**
	 * Records a number; a lower one than before changes nothing. What it throws is
	 * logged: the message is handled.
	 */
	void record(Key key, long number);

	/**
	 * Records a number, and tells whether it is new: of two that claim the same at the
	 * same time, one gets {@code true}, if the store says so of itself. For a listener
	 * that records in the transaction of its own effects.
	 * @return {@code false} if this or a higher number was recorded before
	 */
	default boolean claim(Key key, long number) {
		Long highest = highest(key);
		if (highest != null && number <= highest) {
			return false;
		}
		record(key, number);
		return true;
	}

	/**
	 * Records a message as {@link #claim(Key, long)}.
	 * @param consumer as whom it was read; empty without a consumer
	 */
	default boolean claim(String consumer, ReceivedMessage<?> message) {
		return claim(Key.of(consumer, message), Key.number(message));
	}

	/**
	 * Forgets a partition, because its messages are to be handled again.
	 */
	void forget(String consumer, String topic, long partitionId);

	/**
	 * A store in memory, which forgets what was not used for the longest time.
	 * @param capacity most producers to remember; at least 1
	 */
	static IdempotencyStore inMemory(int capacity) {
		return new MemoryIdempotencyStore(capacity);
	}

	/**
	 * Whose numbers.
	 *
	 * @param consumer as whom the messages are read; empty without a consumer
	 * @param topic path of the topic
	 * @param partitionId number of the partition
	 * @param producerId who wrote them, whose sequence numbers count; empty if that is
	 * not known: then offsets do
	 */
	record Key(String consumer, String topic, long partitionId, String producerId) {

		/**
		 * Whose message it is.
		 * @param consumer as whom it was read; empty without a consumer
		 */
		public static Key of(String consumer, ReceivedMessage<?> message) {
			return new Key(consumer, message.topic(), message.partitionId(), message.producerId());
		}

		/**
		 * The number of a message: that of its producer, or its offset.
		 */
		public static long number(ReceivedMessage<?> message) {
			return message.producerId().isEmpty() ? message.offset() : message.sequenceNumber();
		}

	}

}
