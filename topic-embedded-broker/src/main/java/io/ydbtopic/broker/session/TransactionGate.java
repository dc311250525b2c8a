package io.ydbtopic.broker.session;

import io.ydbtopic.broker.topic.TopicTransaction;

/**
 * Finds the transactions that write streams name. Safe for use by many threads.
 */
@FunctionalInterface
public interface TransactionGate {

	/**
	 * The transaction to write in.
	 * @param sessionId the query session
	 * @param transactionId the transaction in it
	 * @return the transaction, which may end at any time
	 * @throws io.ydbtopic.broker.error.RejectedException when there is none, or it may
	 * not write
	 */
	TopicTransaction forWriting(String sessionId, String transactionId);

}
