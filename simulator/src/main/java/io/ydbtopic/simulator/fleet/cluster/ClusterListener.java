package io.ydbtopic.simulator.fleet.cluster;

/**
 * Hears what happens at the nodes and to the partitions.
 */
public interface ClusterListener {

	/**
	 * A stream arrived at a node.
	 */
	void streamArrived(int node);

	/**
	 * A unary request arrived at a node.
	 */
	void requestArrived(int node);

	/**
	 * A reader has a partition and is sent its messages.
	 */
	void served(int partition);

	/**
	 * Nobody is sent the messages of a partition any more.
	 */
	void unserved(int partition);

}
