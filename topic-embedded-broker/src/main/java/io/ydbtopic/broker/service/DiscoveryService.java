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
 * Tells clients where the one node of the broker is. Safe for use by many threads.
 */
public final class DiscoveryService extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {

	private static final String LOCATION = "local";

	private static final List<String> SERVICES = List.of("discovery", "topic", "pq", "scheme", "auth");

	private final DatabasePaths paths;

	private final AdvertisedAddress address;

	private final Accounts accounts;

	private final Operations operations;

	/**
	 * Serves a broker's address.
	 * @param paths the database
	 * @param address where clients reach the broker
	 * @param accounts who calls
	 * @param executor runs the calls
	 */
	public DiscoveryService(DatabasePaths paths, AdvertisedAddress address, Accounts accounts, Executor executor) {
		this.paths = paths;
		this.address = address;
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
		ListEndpointsResult.Builder result = ListEndpointsResult.newBuilder().setSelfLocation(LOCATION);
		boolean asked = request.getServiceList().isEmpty()
				|| request.getServiceList().stream().anyMatch(SERVICES::contains);
		if (asked) {
			AdvertisedAddress.HostAndPort reachable = this.address.forAuthority(authority);
			result.addEndpoints(EndpointInfo.newBuilder()
				.setAddress(reachable.host())
				.setPort(reachable.port())
				.setNodeId(Descriptions.NODE_ID)
				.setLocation(LOCATION)
				.addAllService(SERVICES));
		}
		return result.build();
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
					String user = this.accounts.user(token);
					return WhoAmIResult.newBuilder().setUser((user != null) ? user : "").build();
				});
	}

}
