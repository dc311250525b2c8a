package io.ydbtopic.simulator.fleet;

import java.util.random.RandomGenerator;

import io.grpc.ManagedChannel;
import io.ydbtopic.client.internal.transport.ChannelFactory;
import io.ydbtopic.client.internal.transport.Endpoint;
import io.ydbtopic.simulator.fleet.cluster.ModelCluster;

/**
 * The channels of one client. The connection string names a balancer, which leads each
 * new channel to any of the nodes, even to one that is down.
 */
final class FleetChannels implements ChannelFactory {

	/** Where the balancer is. */
	static final int BALANCER_PORT = 2136;

	private final ChannelFactory nodes;

	private final ModelCluster cluster;

	/** The balancer's, which is not the client's. */
	private final RandomGenerator chance;

	FleetChannels(ChannelFactory nodes, ModelCluster cluster, RandomGenerator chance) {
		this.nodes = nodes;
		this.cluster = cluster;
		this.chance = chance;
	}

	@Override
	public ManagedChannel channel(Endpoint endpoint) {
		if (endpoint.port() != BALANCER_PORT) {
			return this.nodes.channel(endpoint);
		}
		int node = this.chance.nextInt(this.cluster.nodes().size());
		return this.nodes.channel(new Endpoint(endpoint.host(), this.cluster.nodes().get(node).port(), ""));
	}

}
