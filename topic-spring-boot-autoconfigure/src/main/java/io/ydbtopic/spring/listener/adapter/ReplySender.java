package io.ydbtopic.spring.listener.adapter;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.support.TopicHeaderMapper;
import io.ydbtopic.spring.support.TopicHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Writes what a listener returns to other topics: each element of a collection or an
 * array of objects is a message of its own, nothing is written for {@code null}. Headers
 * of a {@link Message} become metadata, those of the received message are not copied.
 * Thread-safe.
 */
final class ReplySender {

	private final List<String> topics;

	/** Asked for on the first use, because it needs what listeners belong to. */
	private final Supplier<TopicOperations> operations;

	ReplySender(List<String> topics, Supplier<TopicOperations> operations) {
		this.topics = List.copyOf(topics);
		this.operations = operations;
	}

	/**
	 * Writes a result.
	 * @param transaction what it is a part of; {@code null} if of none
	 * @return done when the server has stored all of it
	 */
	CompletableFuture<?> send(@Nullable Object result, @Nullable TopicTransaction transaction) {
		if (result == null) {
			return CompletableFuture.completedFuture(null);
		}
		Collection<?> values = (result instanceof Collection<?> many) ? many
				: (result instanceof Object[] array) ? Arrays.asList(array) : List.of(result);
		TopicOperations target = this.operations.get();
		return CompletableFuture.allOf(this.topics.stream()
			.flatMap((topic) -> values.stream().map((value) -> sendOne(target, topic, value, transaction)))
			.toArray(CompletableFuture<?>[]::new));
	}

	private static CompletableFuture<?> sendOne(TopicOperations target, String topic, Object value,
			@Nullable TopicTransaction transaction) {
		if (transaction != null) {
			return target.send(topic, outgoing(value).withTransaction(transaction));
		}
		if (value instanceof Message<?> message) {
			return target
				.send(MessageBuilder.fromMessage(message).copyHeaders(Map.of(TopicHeaders.TOPIC, topic)).build());
		}
		return target.send(topic, value);
	}

	private static OutgoingMessage<?> outgoing(Object value) {
		return (value instanceof Message<?> message) ? new OutgoingMessage<>(message.getPayload(), null, null,
				TopicHeaderMapper.metadata(message.getHeaders())) : OutgoingMessage.of(value);
	}

	@Override
	public String toString() {
		return "replies to " + this.topics;
	}

}
