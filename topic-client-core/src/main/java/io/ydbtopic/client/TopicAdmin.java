package io.ydbtopic.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.PathDescription;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.error.TopicException;

/**
 * Creates, changes, describes and drops topics. Requests are repeated on retriable
 * failures until {@link TopicClientSettings#requestTimeout()}. Futures fail with a
 * {@link TopicException} and are completed on user threads. Thread-safe.
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
	CompletableFuture<TopicDescription> describeTopic(String path);

	/**
	 * Describes a consumer of a topic with its offsets.
	 */
	CompletableFuture<ConsumerDescription> describeConsumer(String path, String consumer);

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
