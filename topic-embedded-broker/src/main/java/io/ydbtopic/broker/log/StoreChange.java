package io.ydbtopic.broker.log;

import java.util.List;

import com.google.protobuf.ByteString;

/**
 * Something that happened and must be kept. Changes are applied in the order in which
 * they are handed over; each is applied as a whole or not at all. Immutable.
 */
public sealed interface StoreChange {

	/**
	 * Messages at the end of a partition; their producers' greatest sequence numbers go
	 * with them.
	 *
	 * @param partition where
	 * @param records what, with consecutive offsets
	 */
	record Appended(PartitionKey partition, List<StoredRecord> records) implements StoreChange {
	}

	/**
	 * Several changes as one.
	 *
	 * @param changes in order; none of them is of this kind
	 */
	record Together(List<StoreChange> changes) implements StoreChange {

		/**
		 * Keeps a copy.
		 * @param changes in order
		 */
		public Together {
			changes = List.copyOf(changes);
		}

	}

	/**
	 * Messages gone from the front of a partition.
	 *
	 * @param partition where
	 * @param startOffset the first offset that stays
	 */
	record Trimmed(PartitionKey partition, long startOffset) implements StoreChange {
	}

	/**
	 * A consumer's committed offset.
	 *
	 * @param partition where
	 * @param consumer whose
	 * @param offset the first offset that is not committed
	 */
	record Committed(PartitionKey partition, String consumer, long offset) implements StoreChange {
	}

	/**
	 * A consumer is gone, with its offsets.
	 *
	 * @param topicId the topic
	 * @param consumer the consumer
	 */
	record ConsumerRemoved(long topicId, String consumer) implements StoreChange {
	}

	/**
	 * A topic was made or altered.
	 *
	 * @param topicId the topic
	 * @param description its settings and partitions, in the catalogue's encoding
	 */
	record TopicSaved(long topicId, ByteString description) implements StoreChange {
	}

	/**
	 * A topic is gone, with everything in it.
	 *
	 * @param topicId the topic
	 */
	record TopicRemoved(long topicId) implements StoreChange {
	}

	/**
	 * A directory was made.
	 *
	 * @param path its absolute path
	 */
	record DirectorySaved(String path) implements StoreChange {
	}

	/**
	 * A directory is gone.
	 *
	 * @param path its absolute path
	 */
	record DirectoryRemoved(String path) implements StoreChange {
	}

}
