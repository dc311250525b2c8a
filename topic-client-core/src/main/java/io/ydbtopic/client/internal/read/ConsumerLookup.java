package io.ydbtopic.client.internal.read;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.admin.ConsumerPartition;

/**
 * Asks the server who reads the partitions of a topic, and how far they are committed.
 * Thread-safe.
 */
@FunctionalInterface
public interface ConsumerLookup {

	/**
	 * The partitions of a topic as a consumer has them. The answer must come, or fail,
	 * within a few seconds.
	 */
	CompletableFuture<List<ConsumerPartition>> partitions(String topic, String consumer);

}
