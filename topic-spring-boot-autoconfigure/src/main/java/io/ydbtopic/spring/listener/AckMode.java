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
	MANUAL

}
