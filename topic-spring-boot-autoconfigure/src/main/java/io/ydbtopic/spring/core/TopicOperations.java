package io.ydbtopic.spring.core;

import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import org.springframework.messaging.Message;

/**
 * Writes to topics that are known only when a message is there. For a topic that is known
 * before, a {@link io.ydbtopic.client.TopicWriter} by name says more. Thread-safe.
 */
public interface TopicOperations {

	/**
	 * Writes a payload: bytes and text as they are, all else as JSON.
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
	 * Writes a message; its headers of type {@code String} or {@code byte[]} become
	 * metadata, except those that start with {@code ydb_} and Spring's own.
	 * @param message with a header {@code ydb_topic}
	 * @return the ack
	 * @throws IllegalArgumentException if it does not say the topic
	 */
	CompletableFuture<WriteAck> send(Message<?> message);

}
