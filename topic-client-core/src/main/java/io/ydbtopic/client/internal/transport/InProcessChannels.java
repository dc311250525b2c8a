package io.ydbtopic.client.internal.transport;

import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;

/**
 * Channels to a broker in the same JVM. Callable from any thread.
 */
final class InProcessChannels implements ChannelFactory {

	@Override
	public ManagedChannel channel(Endpoint endpoint) {
		return InProcessChannelBuilder.forName(endpoint.host())
			.directExecutor()
			.maxInboundMessageSize(INBOUND_BYTES_MAX)
			.disableRetry()
			.build();
	}

}
