package io.ydbtopic.simulator.fleet.cluster;

import com.google.protobuf.Any;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.topic.DescribeConsumerRequest;
import io.ydbtopic.proto.topic.DescribeConsumerResponse;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * The topic service of one node. Not thread-safe.
 */
final class NodeTopics extends TopicServiceGrpc.TopicServiceImplBase {

	private final ModelNode node;

	NodeTopics(ModelNode node) {
		this.node = node;
	}

	@Override
	public StreamObserver<StreamReadMessage.FromClient> streamRead(
			StreamObserver<StreamReadMessage.FromServer> client) {
		ReadStream stream = new ReadStream(this.node, client, this.node.nextSessionId());
		this.node.began(stream);
		return stream;
	}

	@Override
	public StreamObserver<StreamWriteMessage.FromClient> streamWrite(
			StreamObserver<StreamWriteMessage.FromServer> client) {
		WriteStream stream = new WriteStream(this.node, client, this.node.nextSessionId());
		this.node.began(stream);
		return stream;
	}

	@Override
	public void describeConsumer(DescribeConsumerRequest request, StreamObserver<DescribeConsumerResponse> client) {
		this.node.cluster().listener().requestArrived(this.node.number());
		client.onNext(DescribeConsumerResponse.newBuilder().setOperation(answer()).build());
		client.onCompleted();
	}

	private Operation answer() {
		Operation.Builder operation = Operation.newBuilder().setReady(true);
		return this.node.isIsolated() ? operation.setStatus(StatusCode.UNAVAILABLE).build()
				: operation.setStatus(StatusCode.SUCCESS)
					.setResult(Any.pack(this.node.cluster().describeConsumer()))
					.build();
	}

}
