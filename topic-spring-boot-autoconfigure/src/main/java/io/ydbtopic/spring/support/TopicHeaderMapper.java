package io.ydbtopic.spring.support;

import java.net.URI;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.MessageHeaders;
import org.springframework.util.MimeType;

/**
 * Makes headers of what travels beside a payload. Items of metadata stay bytes; a method
 * that asks for a {@code String} gets them as UTF-8. The headers have neither id nor
 * timestamp of their own, which would cost a random number a message: items named
 * {@code id} or {@code timestamp} are found in the {@link ReceivedMessage} only.
 * Stateless, for any thread.
 */
public final class TopicHeaderMapper {

	private static final Logger logger = LoggerFactory.getLogger(TopicHeaderMapper.class);

	private TopicHeaderMapper() {
	}

	/**
	 * The headers of a message.
	 * @param message the message
	 * @param attempt how often it was given to the listener, 1 at first
	 * @param acknowledgment the acknowledgment object
	 */
	public static MessageHeaders headers(ReceivedMessage<?> message, int attempt, Object acknowledgment) {
		Map<String, Object> headers = new HashMap<>();
		for (MetadataItem item : message.metadata()) {
			headers.put(item.key(), item.value());
			if (item.key().equals(TopicHeaders.CONTENT_TYPE)) {
				headers.put(MessageHeaders.CONTENT_TYPE, item.text());
			}
		}
		headers.put(TopicHeaders.TOPIC, message.topic());
		headers.put(TopicHeaders.PARTITION, message.partitionId());
		headers.put(TopicHeaders.OFFSET, message.offset());
		headers.put(TopicHeaders.SEQ_NO, message.sequenceNumber());
		headers.put(TopicHeaders.PRODUCER_ID, message.producerId());
		headers.put(TopicHeaders.MESSAGE_GROUP_ID, message.messageGroupId());
		headers.put(TopicHeaders.CREATED_AT, message.createdAt());
		headers.put(TopicHeaders.WRITTEN_AT, message.writtenAt());
		headers.put(TopicHeaders.DELIVERY_ATTEMPT, attempt);
		headers.put(TopicHeaders.ACKNOWLEDGMENT, acknowledgment);
		return new PlainHeaders(headers);
	}

	/**
	 * The metadata for headers, except ours and Spring's own: {@code byte[]} as it is,
	 * and text, numbers, truth values, constants, times, {@link UUID}, {@link URI} and
	 * {@link MimeType} as text. Other objects stay behind, which is logged at level
	 * DEBUG.
	 */
	public static List<MetadataItem> metadata(MessageHeaders headers) {
		List<MetadataItem> metadata = new ArrayList<>();
		for (Map.Entry<String, Object> header : headers.entrySet()) {
			String key = header.getKey();
			if (key.startsWith(TopicHeaders.PREFIX) || key.equals(MessageHeaders.ID)
					|| key.equals(MessageHeaders.TIMESTAMP)) {
				continue;
			}
			if (key.equals(MessageHeaders.CONTENT_TYPE)) {
				metadata.add(MetadataItem.text(TopicHeaders.CONTENT_TYPE, header.getValue().toString()));
			}
			else if (header.getValue() instanceof byte[] bytes) {
				metadata.add(new MetadataItem(key, bytes));
			}
			else {
				String text = text(header.getValue());
				if (text != null) {
					metadata.add(MetadataItem.text(key, text));
				}
				else {
					logger.debug("Header '{}' of type {} is not written: it has no text that could be read again", key,
							header.getValue().getClass().getName());
				}
			}
		}
		return metadata;
	}

	/** The text of a simple value; {@code null} for objects, such as reply channels. */
	private static @Nullable String text(Object value) {
		if (value instanceof Enum<?> constant) {
			return constant.name();
		}
		boolean simple = value instanceof CharSequence || value instanceof Number || value instanceof Boolean
				|| value instanceof Character || value instanceof UUID || value instanceof TemporalAccessor
				|| value instanceof TemporalAmount || value instanceof URI || value instanceof MimeType;
		return simple ? value.toString() : null;
	}

	/**
	 * Headers without id and timestamp.
	 */
	public static MessageHeaders plain(Map<String, Object> headers) {
		return new PlainHeaders(headers);
	}

	private static final class PlainHeaders extends MessageHeaders {

		private static final long serialVersionUID = 1L;

		/** Tells the base class to take the timestamp out. */
		private static final Long NO_TIMESTAMP = -1L;

		private static final UUID NO_ID = MessageHeaders.ID_VALUE_NONE;

		PlainHeaders(Map<String, Object> headers) {
			super(headers, NO_ID, NO_TIMESTAMP);
		}

	}

}
