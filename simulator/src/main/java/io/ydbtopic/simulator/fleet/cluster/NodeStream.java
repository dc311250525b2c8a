package io.ydbtopic.simulator.fleet.cluster;

/**
 * A stream at a node.
 */
interface NodeStream {

	/** Ends it with UNAVAILABLE. */
	void refuse();

	/** It is over, without a word to the client. Harmless when repeated. */
	void end();

}
