package io.ydbtopic.client.internal.write;

import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.internal.stream.StreamTransport;

/**
 * Where partitions are, and how to get there. Callable from any thread.
 */
public interface DirectRoute {

	/**
	 * Asks for the node that serves a partition now.
	 * @return always completed, on any thread; fails with a
	 * {@link io.ydbtopic.client.error.TopicException}
	 */
	CompletableFuture<Location> locate(String topic, long partition);

	/**
	 * Streams to one node; a stream ends with an error if the node can't be had.
	 */
	StreamTransport<WriteFrame, WriteAnswer> at(int node);

	/**
	 * Where a partition is.
	 *
	 * @param node id of the node
	 * @param generation how often the partition has moved; a node refuses another one
	 */
	record Location(int node, long generation) {
	}

}
