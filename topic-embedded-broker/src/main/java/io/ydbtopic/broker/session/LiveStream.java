package io.ydbtopic.broker.session;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.FaultSubject;

/**
 * A stream that is open, as faults and the broker's close see it. Methods return at once;
 * what they ask for happens in the stream's queue. Safe for use by many threads.
 */
public interface LiveStream {

	/**
	 * Ends it with an error of the protocol.
	 * @param reason what the client is told
	 */
	void fail(RejectedException reason);

	/**
	 * Ends its call.
	 * @param end how
	 * @param text why, for an end that is not OK
	 */
	void close(StreamEnd end, String text);

	/**
	 * Looks again whether the client may do what it does.
	 */
	void recheckRights();

	/**
	 * Looks again whether something is held back that may go out now.
	 */
	void wake();

	/**
	 * Falls silent: takes nothing more from the client and sends nothing more to it, not
	 * even an end.
	 */
	void silence();

	/**
	 * Cuts it if it is silent.
	 */
	void cutIfSilent();

	/**
	 * What faults know it by.
	 * @return {@link FaultSubject#NONE} before its handshake
	 */
	FaultSubject faultSubject();

}
