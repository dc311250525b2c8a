package io.ydbtopic.client.internal.transport;

import java.util.concurrent.CompletableFuture;

/**
 * Asks which nodes there are.
 */
@FunctionalInterface
interface EndpointSource {

	/**
	 * Asks a node.
	 * @param via the node to ask
	 * @return the nodes; fails with a {@link io.ydbtopic.client.error.TopicException}. It
	 * is always completed
	 */
	CompletableFuture<NodeList> list(Endpoint via);

}
