package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.ydbtopic.client.ConnectionString;
import io.ydbtopic.client.NodePreference;
import io.ydbtopic.proto.discovery.EndpointInfo;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResponse;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * Asks the discovery service for the nodes of the database, and remembers who is who of
 * the last answer. Callable from any thread.
 */
final class Discovery implements EndpointSource {

	/** Shorter than a handshake, so that the reason shows before that gives up. */
	static final Duration TIME_LIMIT = Duration.ofSeconds(15);

	/** Resolving an address with a larger one would end in a thread of gRPC's. */
	private static final int PORT_MAX = 65535;

	private final ConnectionString target;

	private final NodePreference preference;

	private final Function<Endpoint, UnaryCall<ListEndpointsRequest, ListEndpointsResponse>> caller;

	/** The last answer by node id; replaced, never changed. */
	private volatile Map<Integer, Endpoint> nodes = Map.of();

	/**
	 * Makes the source.
	 * @param preference which nodes are marked as preferred
	 * @param caller makes a call of {@link DiscoveryServiceGrpc#getListEndpointsMethod()}
	 * at a node
	 */
	Discovery(ConnectionString target, NodePreference preference,
			Function<Endpoint, UnaryCall<ListEndpointsRequest, ListEndpointsResponse>> caller) {
		this.target = target;
		this.preference = preference;
		this.caller = caller;
	}

	@Override
	public CompletableFuture<NodeList> list(Endpoint via) {
		ListEndpointsRequest request = ListEndpointsRequest.newBuilder().setDatabase(this.target.database()).build();
		return this.caller.apply(via).start(request, TIME_LIMIT).thenApply(this::endpoints);
	}

	/** Whether nodes are known by their ids. */
	boolean hasAnswered() {
		return !this.nodes.isEmpty();
	}

	private static boolean isPort(int port) {
		return port > 0 && port <= PORT_MAX;
	}

	/** A node by its id; null if the last answer did not name it. */
	@Nullable Endpoint node(int nodeId) {
		return this.nodes.get(nodeId);
	}

	private NodeList endpoints(ListEndpointsResponse response) {
		ListEndpointsResult result = StatusMapping.resultOf(response.getOperation(), ListEndpointsResult.class,
				"discovery of " + this.target);
		Map<Integer, Endpoint> byId = new HashMap<>();
		List<Endpoint> all = new ArrayList<>();
		Set<Endpoint> preferred = new HashSet<>();
		for (EndpointInfo node : result.getEndpointsList()) {
			if (!node.getAddress().isEmpty() && isPort(node.getPort())) {
				Endpoint endpoint = new Endpoint(node.getAddress(), node.getPort(),
						this.target.secure() ? node.getSslTargetNameOverride() : "");
				all.add(endpoint);
				byId.put(node.getNodeId(), endpoint);
				if (this.preference.prefers(node.getLocation(), result.getSelfLocation())) {
					preferred.add(endpoint);
				}
			}
		}
		this.nodes = Map.copyOf(byId);
		return new NodeList(all, preferred);
	}

}
