package io.ydbtopic.spring.core;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.spring.support.CloudEventAttributes;
import io.ydbtopic.spring.support.MetadataLimits;
import io.ydbtopic.spring.support.TopicHeaders;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.util.IdGenerator;

/**
 * What a writer says about a message in its metadata: form and type of the payload, or
 * the attributes of a CloudEvent. Items that the message has already stay as they are, a
 * dead letter stays as it came, and form and type are left out where there is no room.
 * Thread-safe.
 */
final class MessageMetadata {

	private final WriterDefinition definition;

	private final TopicMessageConverter converter;

	private final IdGenerator ids;

	/**
	 * Metadata of one writer.
	 * @param ids of events
	 */
	MessageMetadata(WriterDefinition definition, TopicMessageConverter converter, IdGenerator ids) {
		this.definition = definition;
		this.converter = converter;
		this.ids = ids;
	}

	/**
	 * A message with its metadata.
	 * @return the same message if there is nothing to add
	 * @throws MessageRejectedException if an event would have no type
	 */
	OutgoingMessage<?> complete(OutgoingMessage<?> message) {
		if (has(message, TopicHeaders.DEAD_LETTER_TOPIC)) {
			return message;
		}
		Class<?> type = message.value().getClass();
		List<MetadataItem> more = new ArrayList<>(0);
		String contentType = (this.definition.contentType() != null) ? this.definition.contentType()
				: this.converter.contentTypeOf(type);
		add(more, message, TopicHeaders.CONTENT_TYPE, contentType);
		String name = this.converter.types().nameOf(type);
		CloudEventDefaults events = this.definition.cloudEvents();
		if (events == null) {
			add(more, message, TopicHeaders.TYPE, name);
		}
		else if (!has(message, CloudEventAttributes.PREFIX + "specversion")) {
			more.addAll(event(message, events, name).toMetadata());
			more.removeIf((item) -> has(message, item.key()));
		}
		if (more.isEmpty()) {
			return message;
		}
		List<MetadataItem> all = new ArrayList<>(message.metadata());
		all.addAll(more);
		if (events == null && !MetadataLimits.fit(all)) {
			return message;
		}
		return new OutgoingMessage<>(message.value(), message.sequenceNumber(), message.createdAt(), all,
				message.encoding(), message.transaction());
	}

	private CloudEventAttributes event(OutgoingMessage<?> message, CloudEventDefaults events, @Nullable String name) {
		String own = item(message, TopicHeaders.CLOUD_EVENT_TYPE);
		String type = (own != null) ? own : (events.type() != null) ? events.type() : name;
		if (type == null) {
			throw new MessageRejectedException("Writer '" + this.definition.settings().name()
					+ "' writes CloudEvents, and there is no type for a " + message.value().getClass().getName()
					+ " (expected: a name for it under 'ydb.topic.type-mappings', the property"
					+ " 'cloud-events.type' of the writer, or an item '" + TopicHeaders.CLOUD_EVENT_TYPE
					+ "' of the message)", null);
		}
		return CloudEventAttributes.of(this.ids.generateId().toString(), events.source(), type)
			.withTime(message.createdAt());
	}

	private static void add(List<MetadataItem> more, OutgoingMessage<?> message, String key, @Nullable String value) {
		if (value != null && !has(message, key)) {
			more.add(MetadataItem.text(key, value));
		}
	}

	private static boolean has(OutgoingMessage<?> message, String key) {
		return item(message, key) != null;
	}

	private static @Nullable String item(OutgoingMessage<?> message, String key) {
		for (MetadataItem item : message.metadata()) {
			if (item.key().equals(key)) {
				return item.text();
			}
		}
		return null;
	}

}
