package io.ydbtopic.client;

/**
 * Handles a batch in a transaction: what it writes through the transaction, and the
 * batch's offsets, take effect together. Called again, with the same messages, when the
 * transaction came to nothing: other effects than those through the transaction may
 * happen twice.
 *
 * @param <T> type of the values
 */
@FunctionalInterface
public interface TransactionHandler<T> {

	/**
	 * Handles a batch.
	 * @param transaction has the batch already
	 * @throws Exception rolls back
	 */
	void handle(MessageBatch<T> batch, TopicTransaction transaction) throws Exception;

}
