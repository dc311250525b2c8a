package io.ydbtopic.client.internal.keyed;

import io.ydbtopic.client.internal.write.PartitionStream;

/**
 * Makes streams to partitions. Called on the keyed writer's loop.
 */
interface PartitionStreams {

	/**
	 * A stream to a partition; starts nothing.
	 * @param partition where to
	 * @param producer partition whose producer writes on it: the same, but for a question
	 * about what another partition's producer has stored
	 */
	PartitionStream open(long partition, long producer, PartitionStream.Events events);

	/** Whether the server knows who has stored what. */
	boolean hasProducers();

}
