package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.ydbtopic.client.ConnectionString;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResponse;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;

/**
 * Asks the discovery service for the nodes of the database. Callable from any thread.
 */
final class Discovery implements EndpointSource {

	/** Shorter than a handshake, so that the reason shows before that gives up. */
	static final Duration TIME_LIMIT = Duration.ofSeconds(15);

	/** Resolving an address with a larger one would end in a thread of gRPC's. */
	private static final int PORT_MAX = 65535;

	private final ConnectionString target;

	private final Function<Endpoint, UnaryCall<ListEndpointsRequest, ListEndpointsResponse>> caller;

	/**
	 * Makes the source.
	 * @param caller makes a call of {@link DiscoveryServiceGrpc#getListEndpointsMethod()}
	 * at a node
	 */
	Discovery(ConnectionString target,
			Function<Endpoint, UnaryCall<ListEndpointsRequest, ListEndpointsResponse>> caller) {
		this.target = target;
		this.caller = caller;
	}

	@Override
	public CompletableFuture<List<Endpoint>> list(Endpoint via) {
		ListEndpointsRequest request = ListEndpointsRequest.newBuilder().setDatabase(this.target.database()).build();
		return this.caller.apply(via).start(request, TIME_LIMIT).thenApply(this::endpoints);
	}

	private static boolean isPort(int port) {
		return port > 0 && port <= PORT_MAX;
	}

	private List<Endpoint> endpoints(ListEndpointsResponse response) {
		ListEndpointsResult result = StatusMapping.resultOf(response.getOperation(), ListEndpointsResult.class,
				"discovery of " + this.target);
		return result.getEndpointsList()
			.stream()
			.filter((node) -> !node.getAddress().isEmpty() && isPort(node.getPort()))
			.map((node) -> new Endpoint(node.getAddress(), node.getPort(),
					this.target.secure() ? node.getSslTargetNameOverride() : ""))
			.toList();
	}

}
