package io.ydbtopic.client.internal.transport;

import java.util.concurrent.CompletableFuture;

import io.grpc.Metadata;

/**
 * What a call needs from its transport. All methods may be called from any thread.
 */
interface CallSite {

	/** The current token. */
	CompletableFuture<Token> token();

	/** A channel to a node; whoever gets it gives it back. */
	CompletableFuture<Lease> lease();

	/** Headers of a call. */
	Metadata headers(Token token, String traceId);

	/** A call exists. */
	void begun();

	/** A call is over; told once for each that has begun. */
	void over();

	/** A node has answered. */
	void answered(Endpoint endpoint);

	/** A node can't be reached or is silent. */
	void lost(Endpoint endpoint);

	/** A node did not take a token. */
	void refused(Token token);

	/** Monotonic time. */
	long nanoTime();

	/** Whether the transport is closed. */
	boolean isClosed();

}
