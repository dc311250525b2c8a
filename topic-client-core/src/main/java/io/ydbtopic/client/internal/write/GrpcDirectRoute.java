package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.client.internal.transport.GrpcTransport;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.proto.topic.DescribePartitionRequest;
import io.ydbtopic.proto.topic.DescribePartitionResult;
import io.ydbtopic.proto.topic.PartitionLocation;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * Asks the server where a partition is, and goes there by what discovery knows.
 */
public final class GrpcDirectRoute implements DirectRoute {

	/** The answer comes from memory; who takes longer is avoided by ordinary routing. */
	private static final Duration TIME_LIMIT = Duration.ofSeconds(3);

	private final GrpcTransport transport;

	public GrpcDirectRoute(GrpcTransport transport) {
		this.transport = transport;
	}

	@Override
	public CompletableFuture<Location> locate(String topic, long partition) {
		String what = "location of partition " + partition + " of topic '" + topic + "'";
		DescribePartitionRequest request = DescribePartitionRequest.newBuilder()
			.setPath(topic)
			.setPartitionId(partition)
			.setIncludeLocation(true)
			.build();
		return this.transport.unary(TopicServiceGrpc.getDescribePartitionMethod(), request, TIME_LIMIT)
			.thenApply((response) -> location(what,
					StatusMapping.resultOf(response.getOperation(), DescribePartitionResult.class, what)));
	}

	private static Location location(String what, DescribePartitionResult result) {
		PartitionLocation location = result.getPartition().getPartitionLocation();
		if (location.getNodeId() <= 0) {
			throw new TopicException(what + ": the server names no node", StatusCode.CLIENT_PROTOCOL_VIOLATION,
					RetryVerdict.RETRY_SLOW);
		}
		return new Location(location.getNodeId(), location.getGeneration());
	}

	@Override
	public StreamTransport<WriteFrame, WriteAnswer> at(int node) {
		return this.transport.streamAt(WriteFrame.METHOD, node);
	}

}
