package io.ydbtopic.broker.fault;

import java.util.List;

import io.ydbtopic.broker.error.RejectedException;

/**
 * What a fault can be done to: the live streams and the topics. Safe for use by many
 * threads.
 */
public interface FaultTarget {

	/**
	 * Ends all live streams with an error.
	 * @param reason what the clients are told
	 * @return how many
	 */
	int endStreams(RejectedException reason);

	/**
	 * Cuts all live streams, as if their connection was lost.
	 * @return how many
	 */
	int cutStreams();

	/**
	 * Ends all live streams without an error.
	 * @return how many
	 */
	int endCleanly();

	/**
	 * Makes all live streams look again whether something is held back.
	 */
	void wakeStreams();

	/**
	 * Asks all partitions of a consumer back.
	 * @param topic the topic's path
	 * @param consumer the consumer
	 * @return how many were asked back
	 */
	int rebalance(String topic, String consumer);

	/**
	 * Takes a partition from its readers.
	 * @param topic the topic's path
	 * @param partition the partition
	 * @return how many readers lost it
	 */
	int stopForced(String topic, long partition);

	/**
	 * Splits a partition.
	 * @param topic the topic's path
	 * @param partition the partition
	 * @return the children's ids
	 */
	List<Long> split(String topic, long partition);

	/**
	 * Moves a partition to another node.
	 * @param topic the topic's path
	 * @param partition the partition
	 * @param node where it goes
	 */
	void movePartition(String topic, long partition, int node);

	/**
	 * Ends all query sessions.
	 * @return how many
	 */
	int endQuerySessions();

	/**
	 * The absolute form of a path.
	 * @param topic a path in any form
	 * @return an absolute path
	 */
	String absolutePath(String topic);

}
