package io.ydbtopic.broker.variant;

/**
 * What some versions of the server do in another way than this broker does by default.
 */
public enum ServerVariant {

	/** A displaced writer is told SESSION_EXPIRED, not BAD_REQUEST. */
	TAKEOVER_EXPIRES,
	/** A topic that is created again is ALREADY_EXISTS, not left as it is. */
	CREATE_AGAIN_FAILS,
	/**
	 * A commit from outside below the first message that is kept is BAD_REQUEST, not
	 * moved up to it.
	 */
	COMMIT_TO_PAST_FAILS,
	/**
	 * A commit from outside that goes back in an inactive partition that was committed to
	 * its end is BAD_REQUEST.
	 */
	REWIND_OF_FINISHED_FAILS,
	/** The readers of a dropped topic are told BAD_REQUEST, not UNAVAILABLE. */
	DROPPED_TOPIC_IS_BAD_REQUEST

}
