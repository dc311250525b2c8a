package io.ydbtopic.simulator.network;

import io.grpc.Status;
import io.ydbtopic.simulator.machine.SimulatedProcess;

/**
 * Sees what happens on the network, between the two sides and known to neither.
 */
public interface Wiretap {

	/** Nobody listens. */
	Wiretap NONE = new Wiretap() {
	};

	/**
	 * A client opened a call.
	 */
	default void opened(SimulatedCall<?, ?> call) {
	}

	/**
	 * The server read a message of the client.
	 */
	default void received(SimulatedCall<?, ?> call, Object message) {
	}

	/**
	 * The server sent a message.
	 */
	default void sent(SimulatedCall<?, ?> call, Object message) {
	}

	/**
	 * The client knows that the call is over, or has ended it itself.
	 */
	default void closed(SimulatedCall<?, ?> call, Status status) {
	}

	/**
	 * A client connected to a node.
	 */
	default void connected(SimulatedConnection connection) {
	}

	/**
	 * A client tried to connect to a node that does not listen, or that it can't reach.
	 */
	default void refused(SimulatedProcess client, int port) {
	}

	/**
	 * A connection was lost.
	 */
	default void lost(SimulatedConnection connection, String why) {
	}

}
