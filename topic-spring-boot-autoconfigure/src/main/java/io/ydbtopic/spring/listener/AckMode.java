package io.ydbtopic.spring.listener;

/**
 * When what a listener has handled is committed. Commits merge on their way, so none of
 * these costs a request per message.
 */
public enum AckMode {

	/** Each message, as soon as the method has returned. */
	RECORD,

	/**
	 * Each batch as it came, when all of it is handled; what comes before a failure at
	 * once.
	 */
	BATCH,

	/**
	 * When the listener says so; the commit moves up to the first message not
	 * acknowledged.
	 */
	MANUAL,

	/**
	 * In the transaction that each call of the listener runs in: what it writes through
	 * its {@link io.ydbtopic.client.TopicTransaction}, or returns with {@code @SendTo},
	 * becomes visible together with the commit, or not at all. For a method that takes
	 * batches that is one transaction a batch.
	 */
	TRANSACTION

}
