package io.ydbtopic.simulator.check;

/**
 * What must hold in every run.
 */
public enum Invariant {

	/** What was acknowledged is stored where the ack says. */
	ACKNOWLEDGED_IS_STORED,
	/**
	 * What a producer, or a keyed writer's key, has written is stored once and in order.
	 */
	STORED_ONCE_IN_ORDER,
	/** What is delivered is what is stored, in order, and nothing is passed over. */
	DELIVERED_IN_ORDER,
	/** The messages of a producer are first delivered in the order of their writing. */
	PRODUCER_ORDER,
	/** After a seek, messages come from the offset on that was sought. */
	SEEK_IS_OBEYED,
	/** What a reader has fetched is handed out as soon as somebody takes it. */
	NOTHING_STRANDED,
	/** No commit goes beyond what was handled. */
	COMMIT_NOT_PAST_HANDLED,
	/** A commit that was confirmed is stored. */
	COMMIT_IS_STORED,
	/**
	 * Every partition session that started ends once, and nothing comes of it after that.
	 */
	SESSION_ENDS_ONCE,
	/** The server is never granted more than the reader's buffer. */
	CREDIT,
	/** Nobody has a call open after the close, or two for one stream. */
	NO_OPEN_CALL,
	/** Every wait ends: with a result, an error or a deadline. */
	EVERY_WAIT_ENDS,
	/** Delays between attempts are within their bounds, and there is no storm. */
	BACKOFF,
	/** What is buffered is within the budget. */
	MEMORY,
	/** When the faults are over, everything is written, delivered and committed. */
	DRAINS,
	/** No task of client or broker fails. */
	NO_TASK_FAILS

}
