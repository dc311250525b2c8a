package io.ydbtopic.broker.fault;

import io.ydbtopic.broker.error.RejectedException;

/**
 * What goes wrong with one handshake. Immutable.
 */
public sealed interface HandshakeFault {

	/**
	 * It is answered with an error.
	 *
	 * @param reason what the client is told
	 */
	record Fail(RejectedException reason) implements HandshakeFault {
	}

	/**
	 * It is answered well, and the stream is cut right after.
	 */
	record DieAfter() implements HandshakeFault {
	}

	/**
	 * It is not answered.
	 */
	record Ignore() implements HandshakeFault {
	}

}
