package io.ydbtopic.simulator.fleet.cluster;

import com.google.protobuf.Any;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.discovery.EndpointInfo;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResponse;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import io.ydbtopic.proto.operation.Operation;

/**
 * The discovery service of one node: it names the nodes that are up. Not thread-safe.
 */
final class NodeDiscovery extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {

	private final ModelNode node;

	NodeDiscovery(ModelNode node) {
		this.node = node;
	}

	@Override
	public void listEndpoints(ListEndpointsRequest request, StreamObserver<ListEndpointsResponse> client) {
		this.node.cluster().listener().requestArrived(this.node.number());
		Operation.Builder operation = Operation.newBuilder().setReady(true);
		if (this.node.isIsolated()) {
			operation.setStatus(StatusCode.UNAVAILABLE);
		}
		else {
			operation.setStatus(StatusCode.SUCCESS).setResult(Any.pack(nodes()));
		}
		client.onNext(ListEndpointsResponse.newBuilder().setOperation(operation).build());
		client.onCompleted();
	}

	private ListEndpointsResult nodes() {
		ListEndpointsResult.Builder result = ListEndpointsResult.newBuilder();
		for (ModelNode each : this.node.cluster().nodes()) {
			if (each.isUp() && !each.isIsolated()) {
				result.addEndpoints(
						EndpointInfo.newBuilder().setAddress("node").setPort(each.port()).setNodeId(each.number()));
			}
		}
		return result.build();
	}

}
