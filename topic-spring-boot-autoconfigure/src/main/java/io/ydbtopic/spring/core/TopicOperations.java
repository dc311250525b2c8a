package io.ydbtopic.spring.core;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import org.springframework.messaging.Message;

/**
 * Writes to topics that are known only when a message is there. For a topic that is known
 * before, a {@link io.ydbtopic.client.TopicWriter} by name says more. On a thread that is
 * in a transaction ({@link CurrentTransaction}), what is written is a part of it.
 * Thread-safe.
 */
public interface TopicOperations {

	/**
	 * Writes a payload to the topic of its class
	 * ({@code ydb.topic.template.topic-mappings}), or else to the default topic.
	 * @return the ack
	 * @throws IllegalArgumentException if there is neither
	 */
	CompletableFuture<WriteAck> send(Object payload);

	/**
	 * Writes a payload: bytes and text as they are, messages of Protobuf in their binary
	 * form, all else as JSON.
	 * @param topic path of the topic
	 * @return the ack
	 */
	CompletableFuture<WriteAck> send(String topic, Object payload);

	/**
	 * Writes a message with its metadata.
	 * @param topic path of the topic
	 * @return the ack
	 */
	CompletableFuture<WriteAck> send(String topic, OutgoingMessage<?> message);

	/**
	 * Writes a message; its headers become metadata, except those that start with
	 * {@code ydb_} and Spring's own. The headers {@code ydb_topic},
	 * {@code ydb_partition}, {@code ydb_producerId} and {@code ydb_createdAt} say where
	 * and as whose message; without the first the payload's class decides, as in
	 * {@link #send(Object)}.
	 * @return the ack
	 * @throws IllegalArgumentException if no topic is known
	 */
	CompletableFuture<WriteAck> send(Message<?> message);

	/**
	 * A message that says more than its topic. Nothing is written before
	 * {@link OutgoingSpec#send()}.
	 */
	OutgoingSpec newMessage(Object payload);

	/**
	 * Writes with what is given to it, all of it or nothing: commits when the work
	 * returns, rolls back when it throws. It is a transaction of its own, also on a
	 * thread that is in one. Waits for the server, for each step at most the client's
	 * request timeout.
	 * @param work called once, on this thread; uses the operations that it is given, on
	 * any thread, or others on this thread
	 * @return what the work returns
	 * @throws io.ydbtopic.client.error.TransactionFailedException if it can't be begun or
	 * committed
	 */
	<R> R inTransaction(Function<? super TopicOperations, ? extends R> work);

}
