package io.ydbtopic.client.observe;

/**
 * What a stream is doing, as its user sees it.
 */
public enum StreamState {

	/** Never connected so far. */
	CONNECTING,

	/** Connected, the handshake is done. */
	CONNECTED,

	/** Was connected and will be again. */
	RECONNECTING,

	/** Closed by the application. */
	CLOSED,

	/** Ended for good by an error. */
	FAILED

}
