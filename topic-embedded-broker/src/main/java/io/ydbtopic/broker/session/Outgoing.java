package io.ydbtopic.broker.session;

/**
 * The way back to the client. Called from the session's queue only.
 *
 * @param <R> what is sent
 */
public interface Outgoing<R> {

	/**
	 * Sends a message; what can't be sent at once is buffered.
	 * @param message the message
	 */
	void send(R message);

	/**
	 * Whether a message would be sent at once. When it becomes true again the session is
	 * told through {@link StreamSession#ready()}.
	 * @return false while the client is slow
	 */
	boolean isReady();

	/**
	 * Lets more messages of the client come.
	 * @param count how many, 1 or more
	 */
	void pull(int count);

	/**
	 * Ends the stream after what was sent before.
	 * @param end how
	 * @param text why, for an end that is not OK
	 */
	void end(StreamEnd end, String text);

}
