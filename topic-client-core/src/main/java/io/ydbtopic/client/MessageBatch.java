package io.ydbtopic.client;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Messages of one partition, in order; at least one. Thread-safe.
 *
 * @param <T> type of the values
 */
public interface MessageBatch<T> extends Iterable<ReceivedMessage<T>> {

	/**
	 * The messages in the order of their offsets.
	 */
	List<ReceivedMessage<T>> messages();

	/**
	 * The session that delivered them.
	 */
	PartitionSession session();

	/**
	 * Commits all messages of the batch.
	 * @return as {@link ReceivedMessage#commit()}
	 */
	CompletableFuture<Void> commit();

	/**
	 * How many messages there are.
	 */
	default int size() {
		return messages().size();
	}

	@Override
	default Iterator<ReceivedMessage<T>> iterator() {
		return messages().iterator();
	}

}
