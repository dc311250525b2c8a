package io.ydbtopic.client.internal.stream;

import org.jspecify.annotations.Nullable;

/**
 * One bidirectional call, from its creation to its end. All methods are called from the
 * loop that it was opened with; none blocks.
 *
 * @param <Q> what the client sends
 */
public interface StreamCall<Q> {

	/**
	 * Sends a message, in order. Before the wire is open the message is kept and sent
	 * then; after the end it is dropped.
	 */
	void send(Q message);

	/**
	 * Whether the transport would take a message without buffering it. When this turns
	 * from false to true, {@link StreamListener#onReady()} is called.
	 */
	boolean isReady();

	/**
	 * Lets the server send so many more messages.
	 */
	void request(int messages);

	/**
	 * Tells the server that nothing more comes. The call goes on until the server ends
	 * it.
	 */
	void halfClose();

	/**
	 * The token that the server was told when the call was opened, never to be logged;
	 * {@code null} before that, or if there was none.
	 */
	default @Nullable String token() {
		return null;
	}

	/**
	 * Ends the call now. {@link StreamListener#onClosed} may still be called.
	 * @param reason for logs
	 */
	void cancel(String reason);

}
