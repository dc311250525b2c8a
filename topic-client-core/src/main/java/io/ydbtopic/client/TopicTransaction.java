package io.ydbtopic.client;

import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.TransactionFailedException;

/**
 * Reads and writes of topics that take effect together or not at all. Begin one with
 * {@link TopicClient#beginTransaction()}, and end it by {@link #commit()} or
 * {@link #rollback()}; {@link #close()} rolls back what has no end.
 * <p>
 * Nothing is repeated inside of a transaction: whatever goes wrong ends it, and a new one
 * has to do all of it again. {@link ExactlyOnce} does that. Thread-safe.
 */
public interface TopicTransaction extends AutoCloseable {

	/**
	 * What the server knows it by.
	 */
	String id();

	/**
	 * Adds a batch: the consumer's offset moves past it when the transaction commits. Do
	 * not commit it otherwise. If the transaction comes to nothing, its messages are
	 * handed out again.
	 * @throws io.ydbtopic.client.error.PartitionSessionEndedException if the session that
	 * delivered it is over
	 * @throws TransactionFailedException if the transaction has failed
	 * @throws IllegalStateException if the transaction is over, or the reader has no
	 * consumer
	 */
	void read(MessageBatch<?> batch);

	/**
	 * Adds one message, as {@link #read(MessageBatch)}.
	 */
	void read(ReceivedMessage<?> message);

	/**
	 * Writes a value: it becomes visible when the transaction commits.
	 * @return done when the server has set it aside ({@link WriteAck#state()} is
	 * {@link WriteAck.State#WRITTEN_IN_TRANSACTION}); {@link #commit()} waits for it
	 */
	default <T> CompletableFuture<WriteAck> write(TopicWriter<T> writer, T value) {
		return write(writer, OutgoingMessage.of(value));
	}

	/**
	 * Writes a message, as {@link #write(TopicWriter, Object)}.
	 */
	default <T> CompletableFuture<WriteAck> write(TopicWriter<T> writer, OutgoingMessage<T> message) {
		return writer.write(message.withTransaction(this));
	}

	/**
	 * Commits: waits until everything written has been set aside, moves the offsets of
	 * what was read, and makes it visible at once. Takes at most
	 * {@link TopicClientSettings#requestTimeout()}.
	 * @return fails with a {@link TransactionFailedException}; completed on a user thread
	 */
	CompletableFuture<Void> commit();

	/**
	 * Drops what was written; what was read is handed out again.
	 * @return done when the server knows, or will find out by itself; never fails.
	 * Completed on a user thread
	 */
	CompletableFuture<Void> rollback();

	/**
	 * Whether it takes reads and writes.
	 */
	boolean isActive();

	/**
	 * Rolls back, unless it has an end already. Does not wait.
	 */
	@Override
	void close();

}
