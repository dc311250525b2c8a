package io.ydbtopic.spring.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.support.TopicHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * Writes with one writer a topic, which is opened on its first use and closed with the
 * application. Thread-safe.
 */
public class TopicTemplate implements TopicOperations {

	private final NamedStreams streams;

	/**
	 * A template.
	 * @param streams owns the writers
	 */
	public TopicTemplate(NamedStreams streams) {
		this.streams = streams;
	}

	@Override
	public CompletableFuture<WriteAck> send(String topic, Object payload) {
		return send(topic, OutgoingMessage.of(payload));
	}

	@Override
	public CompletableFuture<WriteAck> send(String topic, OutgoingMessage<?> message) {
		return this.streams.templateWriter(topic).write(message);
	}

	@Override
	public CompletableFuture<WriteAck> send(Message<?> message) {
		if (!(message.getHeaders().get(TopicHeaders.TOPIC) instanceof String topic)) {
			throw new IllegalArgumentException(
					"The message has no header '" + TopicHeaders.TOPIC + "' (expected: the path of a topic)");
		}
		List<MetadataItem> metadata = new ArrayList<>();
		for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
			String key = header.getKey();
			if (key.startsWith(TopicHeaders.PREFIX) || key.equals(MessageHeaders.ID)
					|| key.equals(MessageHeaders.TIMESTAMP)) {
				continue;
			}
			if (key.equals(MessageHeaders.CONTENT_TYPE)) {
				metadata.add(MetadataItem.text(TopicHeaders.CONTENT_TYPE, header.getValue().toString()));
			}
			else if (header.getValue() instanceof String text) {
				metadata.add(MetadataItem.text(key, text));
			}
			else if (header.getValue() instanceof byte[] bytes) {
				metadata.add(new MetadataItem(key, bytes));
			}
		}
		return send(topic, new OutgoingMessage<>(message.getPayload(), null, null, metadata));
	}

}
