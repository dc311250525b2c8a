package io.ydbtopic.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.DescribeOptions;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.PathDescription;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.error.TopicException;

/**
 * Creates, changes, describes, drops and finds topics. Requests are repeated on retriable
 * failures until {@link TopicClientSettings#requestTimeout()}. One that is refused only
 * because an earlier attempt, whose answer was lost, has been carried out succeeds.
 * Futures fail with a {@link TopicException} and are completed on user threads.
 * Thread-safe.
 */
public interface TopicAdmin {

	/**
	 * Creates a topic, with the directories above it. Today's servers answer with success
	 * when it is there already, and change nothing.
	 */
	CompletableFuture<Void> createTopic(String path, TopicConfig config);

	/**
	 * Changes a topic: all of the change or nothing.
	 */
	CompletableFuture<Void> alterTopic(String path, TopicChange change);

	/**
	 * Describes a topic with statistics and locations.
	 */
	default CompletableFuture<TopicDescription> describeTopic(String path) {
		return describeTopic(path, DescribeOptions.ALL);
	}

	/**
	 * Describes a topic with what is asked for.
	 */
	CompletableFuture<TopicDescription> describeTopic(String path, DescribeOptions options);

	/**
	 * Describes a consumer of a topic with its offsets, other statistics and locations.
	 */
	default CompletableFuture<ConsumerDescription> describeConsumer(String path, String consumer) {
		return describeConsumer(path, consumer, DescribeOptions.ALL);
	}

	/**
	 * Describes a consumer of a topic with what is asked for. Offsets are statistics.
	 */
	CompletableFuture<ConsumerDescription> describeConsumer(String path, String consumer, DescribeOptions options);

	/**
	 * Describes one partition of a topic with statistics and location.
	 * @return fails with {@link io.ydbtopic.client.error.StatusCode#BAD_REQUEST} if the
	 * topic has no such partition
	 */
	default CompletableFuture<PartitionDescription> describePartition(String path, long partitionId) {
		return describePartition(path, partitionId, DescribeOptions.ALL);
	}

	/**
	 * Describes one partition of a topic with what is asked for.
	 */
	CompletableFuture<PartitionDescription> describePartition(String path, long partitionId, DescribeOptions options);

	/**
	 * Drops a topic with its messages.
	 */
	CompletableFuture<Void> dropTopic(String path);

	/**
	 * Moves the committed offset of a consumer, forward or back. A reader that owns the
	 * partition loses it and starts anew from there.
	 * @param offset first offset that is not committed
	 */
	CompletableFuture<Void> commitOffset(String path, String consumer, long partitionId, long offset);

	/**
	 * Lists what is directly in a directory, sorted by name.
	 * @param directory path of a directory; empty or {@code "/"} for the root of the
	 * database. Entries' paths begin with it
	 * @return fails with {@link io.ydbtopic.client.error.StatusCode#SCHEME_ERROR} if
	 * there is no such directory
	 */
	CompletableFuture<List<PathDescription>> list(String directory);

	/**
	 * Tells what is at a path.
	 * @return fails with {@link io.ydbtopic.client.error.StatusCode#SCHEME_ERROR} if
	 * there is nothing
	 */
	CompletableFuture<PathDescription> describePath(String path);

}
