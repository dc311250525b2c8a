package io.ydbtopic.client.observe;

import java.time.Duration;

/**
 * Hears of connects and disconnects of all streams of a client. Called on user threads;
 * events of one stream come in order. What it throws is logged.
 */
public interface StreamEventListener {

	/**
	 * A stream is connected.
	 */
	default void onConnected(StreamStatus status) {
	}

	/**
	 * A stream lost its connection or an attempt failed; {@link StreamStatus#lastError()}
	 * tells why.
	 * @param delay time until the next attempt
	 */
	default void onReconnecting(StreamStatus status, Duration delay) {
	}

	/**
	 * A stream has ended: closed, or failed for good.
	 */
	default void onStopped(StreamStatus status) {
	}

}
