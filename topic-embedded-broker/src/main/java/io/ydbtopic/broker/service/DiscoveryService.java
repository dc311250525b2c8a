package io.ydbtopic.broker.service;

import java.util.List;
import java.util.concurrent.Executor;

import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.topic.DatabasePaths;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.discovery.EndpointInfo;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResponse;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.WhoAmIRequest;
import io.ydbtopic.proto.discovery.WhoAmIResponse;
import io.ydbtopic.proto.discovery.WhoAmIResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;

/**
 * Tells clients where the nodes of the broker are. Safe for use by many threads.
 */
public final class DiscoveryService extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {

	/** Where everything is when there is one node; several are apart from each other. */
	private static final String LOCATION = "local";

	/** The one group: whoever logged in is in it. */
	private static final String ALL_USERS = "all-users@well-known";

	private static final List<String> SERVICES = List.of("discovery", "topic", "pq", "scheme", "auth", "query_service",
			"table_service");

	private final DatabasePaths paths;

	/** The address of node 1 comes first. */
	private final List<AdvertisedAddress> nodes;

	private final int node;

	private final boolean ssl;

	private final Accounts accounts;

	private final Operations operations;

	/**
	 * Serves a broker's address.
	 * @param paths the database
	 * @param nodes where clients reach the nodes; the address of node 1 comes first
	 * @param node the node that is asked here
	 * @param ssl whether the nodes talk TLS
	 * @param accounts who calls
	 * @param executor runs the calls
	 */
	public DiscoveryService(DatabasePaths paths, List<AdvertisedAddress> nodes, int node, boolean ssl,
			Accounts accounts, Executor executor) {
		this.paths = paths;
		this.nodes = List.copyOf(nodes);
		this.node = node;
		this.ssl = ssl;
		this.accounts = accounts;
		this.operations = new Operations(executor);
	}

	@Override
	public void listEndpoints(ListEndpointsRequest request, StreamObserver<ListEndpointsResponse> observer) {
		String authority = CallGate.AUTHORITY.get();
		this.operations.answer(observer,
				(operation) -> ListEndpointsResponse.newBuilder().setOperation(operation).build(),
				() -> endpoints(request, authority));
	}

	private ListEndpointsResult endpoints(ListEndpointsRequest request, String authority) {
		String database = request.getDatabase();
		if (!database.isEmpty() && !isOurs(database)) {
			throw new RejectedException(StatusCode.NOT_FOUND, 0,
					"Database '" + database + "' does not exist (expected " + this.paths.database() + ")");
		}
		ListEndpointsResult.Builder result = ListEndpointsResult.newBuilder().setSelfLocation(location(this.node));
		boolean wanted = request.getServiceList().isEmpty()
				|| request.getServiceList().stream().anyMatch(SERVICES::contains);
		if (wanted) {
			AdvertisedAddress.HostAndPort asked = this.nodes.get(this.node - 1).forAuthority(authority);
			for (int each = 1; each <= this.nodes.size(); each++) {
				int port = (each == this.node) ? asked.port() : this.nodes.get(each - 1).listenPort().getAsInt();
				result.addEndpoints(EndpointInfo.newBuilder()
					.setAddress(asked.host())
					.setPort(port)
					.setSsl(this.ssl && port > 0)
					.setNodeId(each)
					.setLocation(location(each))
					.addAllService(SERVICES));
			}
		}
		return result.build();
	}

	private String location(int of) {
		return (this.nodes.size() == 1) ? LOCATION : LOCATION + "-" + of;
	}

	private boolean isOurs(String database) {
		try {
			return this.paths.absolute(database).equals(this.paths.database());
		}
		catch (RejectedException ex) {
			return false;
		}
	}

	@Override
	public void whoAmI(WhoAmIRequest request, StreamObserver<WhoAmIResponse> observer) {
		String token = CallGate.TOKEN.get();
		this.operations.answer(observer, (operation) -> WhoAmIResponse.newBuilder().setOperation(operation).build(),
				() -> {
					String user = this.accounts.loggedIn(token);
					WhoAmIResult.Builder result = WhoAmIResult.newBuilder().setUser((user != null) ? user : "");
					if (request.getIncludeGroups() && user != null) {
						result.addGroups(ALL_USERS);
					}
					return result.build();
				});
	}

}
