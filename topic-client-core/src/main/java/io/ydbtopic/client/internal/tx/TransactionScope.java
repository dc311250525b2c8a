package io.ydbtopic.client.internal.tx;

import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.proto.topic.TransactionIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as a writer sees it. Thread-safe.
 */
public interface TransactionScope {

	/** What the server knows it by. */
	TransactionIdentity identity();

	/**
	 * A message joins, on the thread that writes it; the commit waits for its ack.
	 * @throws TopicException if the transaction takes nothing more
	 */
	void join(CompletableFuture<WriteAck> ack);

	/** Why nothing of it may be sent any more; null while it is open. */
	@Nullable TopicException failure();

	/** A message of it can't be vouched for. */
	void fail(TopicException cause);

}
