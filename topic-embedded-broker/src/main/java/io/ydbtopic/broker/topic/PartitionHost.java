package io.ydbtopic.broker.topic;

/**
 * The node that serves a partition, and how often that has changed. Immutable.
 *
 * @param node the node, 1 and up
 * @param generation grows with each move, from 1
 */
public record PartitionHost(int node, long generation) {

	/** Where a partition is before it is moved: they take turns. */
	static PartitionHost first(long partition, int nodes) {
		return new PartitionHost((int) (partition % nodes) + 1, 1);
	}

	PartitionHost movedTo(int newNode) {
		return new PartitionHost(newNode, this.generation + 1);
	}

}
