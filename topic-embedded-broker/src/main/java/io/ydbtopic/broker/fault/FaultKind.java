package io.ydbtopic.broker.fault;

/**
 * The faults that can be counted. Immutable, for any thread.
 */
public enum FaultKind {

	/** A live stream was ended with a status. */
	END_STREAM,
	/** A live stream was cut. */
	CUT_STREAM,
	/** A live stream was ended without an error. */
	END_CLEANLY,
	/** A live stream fell silent: nothing is taken from it or sent to it any more. */
	HALF_OPEN,
	/** A write request was dropped and the stream was cut. */
	DROP_BEFORE_STORING,
	/** A write request was stored and the stream was cut before the ack. */
	DROP_AFTER_STORING,
	/** The acks of a request were held back for a while. */
	DELAY_ACKS,
	/** The acks of a request were swallowed. */
	LOSE_ACKS,
	/** A batch of messages was held back for a while before it went to its reader. */
	DELAY_MESSAGES,
	/** The answer to a commit of offsets was held back for a while. */
	DELAY_COMMITS,
	/** A handshake was answered with an error. */
	FAIL_HANDSHAKE,
	/** A handshake was answered late. */
	DELAY_HANDSHAKE,
	/** A stream was cut right after its handshake. */
	DIE_AFTER_HANDSHAKE,
	/** A handshake was not answered. */
	IGNORE_HANDSHAKE,
	/** A partition was asked back from its reader. */
	REBALANCE,
	/** A partition was taken from its reader. */
	STOP_FORCED,
	/** A token was refused. */
	REJECT_TOKEN,
	/** A token could not be checked. */
	DOUBT_TOKEN,
	/** A partition was frozen. */
	FREEZE,
	/** A partition was split. */
	SPLIT,
	/** A partition was moved to another node. */
	MOVE_PARTITION,
	/** Messages of a partition expired before their time. */
	EXPIRE_MESSAGES,
	/** The broker's clock was moved. */
	SKEW_CLOCK,
	/** A call about topics that is no stream was answered with an error. */
	FAIL_CALL,
	/** A commit of a transaction was refused. */
	FAIL_COMMIT,
	/** A transaction was committed and the answer was lost. */
	LOSE_COMMIT_ANSWER,
	/** A query session was ended. */
	END_QUERY_SESSION

}
