package io.ydbtopic.spring.core;

import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.support.TopicHeaderMapper;
import io.ydbtopic.spring.support.TopicHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;

/**
 * Writes with one writer a topic, which is opened on its first use and closed with the
 * application. Thread-safe.
 */
public class TopicTemplate implements TopicOperations {

	private final NamedStreams streams;

	private final @Nullable String client;

	/**
	 * A template.
	 * @param streams owns the writers
	 */
	public TopicTemplate(NamedStreams streams) {
		this(streams, null);
	}

	/**
	 * A template for another cluster.
	 * @param streams owns the writers
	 * @param client name of the cluster under {@code ydb.topic.clients}; {@code null} for
	 * the application's own
	 */
	public TopicTemplate(NamedStreams streams, @Nullable String client) {
		this.streams = streams;
		this.client = client;
	}

	@Override
	public CompletableFuture<WriteAck> send(String topic, Object payload) {
		return send(topic, OutgoingMessage.of(payload));
	}

	@Override
	public CompletableFuture<WriteAck> send(String topic, OutgoingMessage<?> message) {
		return this.streams.templateWriter(this.client, topic).write(message);
	}

	@Override
	public CompletableFuture<WriteAck> send(Message<?> message) {
		if (!(message.getHeaders().get(TopicHeaders.TOPIC) instanceof String topic)) {
			throw new IllegalArgumentException(
					"The message has no header '" + TopicHeaders.TOPIC + "' (expected: the path of a topic)");
		}
		return send(topic, new OutgoingMessage<>(message.getPayload(), null, null,
				TopicHeaderMapper.metadata(message.getHeaders())));
	}

}
