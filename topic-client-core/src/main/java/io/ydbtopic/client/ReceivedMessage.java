package io.ydbtopic.client;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.MessageUnreadableException;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was read. Thread-safe. It is a view of the bytes of the response that
 * it came with: who wants to keep something for long keeps the value, not the message.
 *
 * @param <T> type of the value
 */
public interface ReceivedMessage<T> {

	/**
	 * The value, made on the first call by the calling thread.
	 * @throws MessageUnreadableException if the payload can't be decompressed or
	 * deserialized; again on each call
	 */
	T value();

	/**
	 * The payload, read-only and decompressed.
	 * @throws MessageUnreadableException if it can't be decompressed
	 */
	ByteBuffer data();

	/**
	 * The session that delivered the message.
	 */
	PartitionSession session();

	/**
	 * Path of the topic.
	 */
	default String topic() {
		return session().topic();
	}

	/**
	 * Number of the partition.
	 */
	default long partitionId() {
		return session().partitionId();
	}

	/**
	 * Place in the partition.
	 */
	long offset();

	/**
	 * Number that the producer gave.
	 */
	long sequenceNumber();

	/**
	 * Who wrote it; empty if it was written without deduplication.
	 */
	String producerId();

	/**
	 * The message group, which today's servers set to the producer id.
	 */
	String messageGroupId();

	/**
	 * Time of the event as the writer said, to the millisecond.
	 * @throws MessageUnreadableException if it is no time
	 */
	Instant createdAt();

	/**
	 * Time at which the server stored it, to the millisecond.
	 */
	Instant writtenAt();

	/**
	 * Keys and values beside the payload, in the order in which they were written.
	 */
	List<MetadataItem> metadata();

	/**
	 * The last item of that key as UTF-8 text; {@code null} if there is none.
	 */
	default @Nullable String metadata(String key) {
		String found = null;
		for (MetadataItem item : metadata()) {
			if (item.key().equals(key)) {
				found = item.text();
			}
		}
		return found;
	}

	/**
	 * What the writer's session said about itself
	 * ({@link WriterSettings#sessionMetadata()}).
	 */
	Map<String, String> sessionMetadata();

	/**
	 * Number of the codec that the payload was written with.
	 */
	int codec();

	/**
	 * Commits this message. The server's committed offset moves past it once all earlier
	 * messages of the session are committed too; the order of calls does not matter, and
	 * repeating one is harmless.
	 * @return done when the server has stored it; fails at once with a
	 * {@link PartitionSessionEndedException} if the session is over, and so when it ends
	 * before. Completed on a user thread
	 * @throws IllegalStateException if the reader has no consumer
	 */
	CompletableFuture<Void> commit();

}
