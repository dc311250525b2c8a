package io.ydbtopic.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.DefaultTopicClient;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;

/**
 * The way to the topics of one database: makes writers and readers, which share its
 * connections and threads. Make one for an application and close it at the end; closing
 * it closes what it made. Thread-safe.
 *
 * <pre>{@code
 * try (TopicClient client = TopicClient.connect("grpc://localhost:2136/local");
 * 		TopicWriter<String> writer = client.writer(WriterSettings.of("orders"), Serializer.string())) {
 * 	writer.write("hello");
 * }
 * }</pre>
 */
public interface TopicClient extends AutoCloseable {

	/**
	 * A client with default settings and no token. Returns at once; connecting goes on in
	 * the background.
	 * @param connectionString {@code grpc://host:port/database} or
	 * {@code grpcs://host:port/?database=/path}
	 * @throws IllegalArgumentException if the connection string is wrong; the message
	 * says what and where
	 */
	static TopicClient connect(String connectionString) {
		return open(TopicClientSettings.of(connectionString));
	}

	/**
	 * A client with the given settings. Returns at once; connecting goes on in the
	 * background.
	 */
	static TopicClient open(TopicClientSettings settings) {
		return DefaultTopicClient.open(settings);
	}

	/**
	 * A new writer, which connects in the background at once.
	 * @param settings where and how to write
	 * @param serializer makes bytes of values
	 * @throws IllegalStateException if the client is closed
	 */
	<T> TopicWriter<T> writer(WriterSettings settings, Serializer<? super T> serializer);

	/**
	 * Begins a transaction.
	 * @return done when the server has begun it; fails with a
	 * {@link io.ydbtopic.client.error.TransactionFailedException}. Completed on a user
	 * thread
	 * @throws IllegalStateException if the client is closed
	 */
	CompletableFuture<TopicTransaction> beginTransaction();

	/**
	 * Processes what a reader of this client receives, each message with one effect.
	 * @param reader has a consumer, and is used by nobody else from now on
	 */
	<T> ExactlyOnce<T> exactlyOnce(TopicReader<T> reader);

	/**
	 * A new writer to all partitions of a topic, which reads the partitions in the
	 * background at once.
	 * @param settings where and how to write
	 * @param serializer makes bytes of values
	 * @throws IllegalStateException if the client is closed
	 */
	<T> KeyedTopicWriter<T> keyedWriter(KeyedWriterSettings settings, Serializer<? super T> serializer);

	/**
	 * A new reader to take messages from, which connects in the background at once.
	 * @param settings what and how to read
	 * @param deserializer makes values of bytes
	 * @throws IllegalStateException if the client is closed
	 */
	default <T> TopicReader<T> reader(ReaderSettings settings, Deserializer<? extends T> deserializer) {
		return reader(settings, deserializer, PartitionListener.NONE);
	}

	/**
	 * A new reader to take messages from, with a listener for the life of its partitions.
	 * @param listener told about partitions, on user threads
	 * @throws IllegalStateException if the client is closed
	 */
	<T> TopicReader<T> reader(ReaderSettings settings, Deserializer<? extends T> deserializer,
			PartitionListener listener);

	/**
	 * A subscription that hands batches to a handler: one at a time for a partition,
	 * partitions side by side.
	 * @param handler called on user threads
	 * @throws IllegalStateException if the client is closed
	 */
	<T> TopicSubscription subscribe(ReaderSettings settings, Deserializer<? extends T> deserializer,
			PartitionHandler<T> handler);

	/**
	 * Creates, changes, describes and drops topics.
	 */
	TopicAdmin admin();

	/**
	 * The state of each writer and reader that is not closed, as of now; from memory.
	 */
	List<StreamStatus> streams();

	/**
	 * Adds a listener for the events of all streams, present and future.
	 */
	void addListener(StreamEventListener listener);

	/**
	 * Removes a listener; does nothing if it was not added.
	 */
	void removeListener(StreamEventListener listener);

	/**
	 * Closes all writers and readers side by side, then the connections and threads.
	 * Writers flush and readers finish their commits until the deadline. Harmless when
	 * repeated.
	 * @param deadline most time for all of it
	 * @return done when everything is closed; fails with a {@link TopicException} that
	 * lists what a writer could not deliver
	 */
	CompletableFuture<Void> closeAsync(Duration deadline);

	/**
	 * Closes with the deadline of the settings, and waits.
	 * @throws TopicException if a writer could not deliver all of its messages in time
	 */
	@Override
	void close();

}
