package io.ydbtopic.client;

import java.time.Duration;
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
	 * Hands the batch back, uncommitted: it is delivered again after a while, before
	 * anything else of its partition, without a new stream. Batches after it that were
	 * delivered already stay where they are. Does nothing if the session is over, because
	 * then its messages are delivered again anyway, to whoever has the partition. Until
	 * then it stays in memory, beyond the reader's buffer if its bytes were given back
	 * when it was taken.
	 * @param delay how long nothing of the partition is delivered; zero for at once
	 */
	void nack(Duration delay);

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
