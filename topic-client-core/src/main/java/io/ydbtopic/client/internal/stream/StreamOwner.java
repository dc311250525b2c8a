package io.ydbtopic.client.internal.stream;

import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.TopicException;

/**
 * Who a reconnector works for: the writer or the reader. Called on the loop.
 *
 * @param <C> the kind of connection
 */
public interface StreamOwner<C extends StreamConnection<?, ?>> {

	/**
	 * Builds a connection with its call; starts nothing.
	 * @param connectionId name of the connection in all log lines
	 * @throws RuntimeException if that fails; it is judged like a lost connection
	 */
	C connect(String connectionId);

	/** The handshake has succeeded: from now on the connection may be used. */
	void connected(C connection);

	/**
	 * A connection that was connected is over, and its call closed: fail or hold what
	 * waits for it.
	 */
	void disconnected(C connection, TopicException error);

	/**
	 * What must be done before a close; the reconnector may still reconnect while it
	 * waits. The deadline is the reconnector's.
	 */
	CompletableFuture<?> flush();

	/** The end, called once: every waiter and every later call gets this cause. */
	void terminated(TopicException cause);

}
