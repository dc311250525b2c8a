package io.ydbtopic.simulator.network;

import java.time.Duration;

import io.grpc.ManagedChannel;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.transport.ChannelFactory;
import io.ydbtopic.client.internal.transport.Endpoint;
import io.ydbtopic.simulator.machine.SimulatedProcess;

/**
 * Makes the channels of one client.
 */
public final class SimulatedChannels implements ChannelFactory {

	private final SimulatedNetwork network;

	private final SimulatedProcess client;

	private final ClientRuntime runtime;

	private final Duration connectTimeout;

	/**
	 * The channels of a client.
	 * @param connectTimeout when it gives up to connect to a node that is cut off
	 */
	public SimulatedChannels(SimulatedNetwork network, SimulatedProcess client, ClientRuntime runtime,
			Duration connectTimeout) {
		this.network = network;
		this.client = client;
		this.runtime = runtime;
		this.connectTimeout = connectTimeout;
	}

	@Override
	public ManagedChannel channel(Endpoint endpoint) {
		return new SimulatedChannel(this.network, this.client, this.runtime, endpoint.port(),
				this.connectTimeout.toNanos());
	}

}
