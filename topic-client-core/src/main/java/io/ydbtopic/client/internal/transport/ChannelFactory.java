package io.ydbtopic.client.internal.transport;

import io.grpc.ManagedChannel;

/**
 * Makes channels.
 */
@FunctionalInterface
public interface ChannelFactory {

	/**
	 * Most bytes of an answer: the server's frames end at 64,000,000 bytes, plus their
	 * envelope.
	 */
	int INBOUND_BYTES_MAX = 128 * 1024 * 1024;

	/** A new channel to a node; it connects when it is used. */
	ManagedChannel channel(Endpoint endpoint);

}
