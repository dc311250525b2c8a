package io.ydbtopic.broker.session;

/**
 * How the call under a stream ends. Immutable, for any thread.
 */
public enum StreamEnd {

	/** All was said; errors of the protocol end like this too. */
	OK,
	/** The connection is lost. */
	UNAVAILABLE,
	/** A token was refused. */
	UNAUTHENTICATED,
	/** A frame was too large. */
	RESOURCE_EXHAUSTED

}
