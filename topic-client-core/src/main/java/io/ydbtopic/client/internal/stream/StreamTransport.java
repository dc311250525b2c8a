package io.ydbtopic.client.internal.stream;

import io.ydbtopic.client.internal.runtime.SerialLoop;

/**
 * Opens calls of one bidirectional method.
 *
 * @param <Q> what the client sends
 * @param <R> what the server sends
 */
@FunctionalInterface
public interface StreamTransport<Q, R> {

	/**
	 * Makes a call. Returns at once with a call that exists: finding an endpoint, getting
	 * a token and opening the wire go on behind it, and cancelling it at any moment ends
	 * all of that.
	 * @param loop where the call is used from and where the listener is told
	 * @param traceId sent as {@code x-ydb-trace-id}, so that client and server logs join
	 */
	StreamCall<Q> open(SerialLoop loop, String traceId, StreamListener<R> listener);

}
