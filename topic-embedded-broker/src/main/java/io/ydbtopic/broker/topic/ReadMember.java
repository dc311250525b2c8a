package io.ydbtopic.broker.topic;

import io.ydbtopic.broker.error.RejectedException;

/**
 * A read session as topics see it. All methods are called under locks of the topic: they
 * may only enqueue. Called from any thread, about one topic in order.
 */
public interface ReadMember {

	/**
	 * Names the session.
	 * @return an opaque word
	 */
	String sessionId();

	/**
	 * The node that it came to.
	 * @return 1 and up
	 */
	int node();

	/**
	 * What the reader calls itself.
	 * @return a name, possibly empty
	 */
	String readerName();

	/**
	 * The session may read a partition.
	 * @param lease the right to read
	 */
	void assigned(Lease lease);

	/**
	 * The session shall stop reading a partition.
	 * @param lease the right to read
	 * @param graceful true to wait for the session's answer; false when the right has
	 * ended already
	 */
	void stopAsked(Lease lease, boolean graceful);

	/**
	 * The session's stream must end.
	 * @param reason what the client is told
	 */
	void expelled(RejectedException reason);

	/**
	 * A committed offset moved without the session's doing.
	 * @param lease the right to read
	 * @param offset the new committed offset
	 */
	void committedElsewhere(Lease lease, long offset);

}
