package io.ydbtopic.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.client.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * A value with what travels beside it. Immutable if the value is.
 *
 * @param value what to write
 * @param sequenceNumber own number, at least 1 and growing from message to message;
 * {@code null} to let the writer number. One writer takes either all or none with own
 * numbers
 * @param createdAt time of the event, kept to the millisecond; {@code null} for now
 * @param metadata keys and values, at most 1,000 and 4,096 bytes in total
 * @param encoding how the serializer's bytes are compressed already; {@code null} if they
 * are not, and the writer's codec is to be used
 * @param transaction with which it becomes visible; {@code null} for at once
 * @param <T> type of the value
 */
public record OutgoingMessage<T>(T value, @Nullable Long sequenceNumber, @Nullable Instant createdAt,
		List<MetadataItem> metadata, @Nullable Encoding encoding, @Nullable TopicTransaction transaction) {

	public OutgoingMessage {
		metadata = List.copyOf(metadata);
		if (sequenceNumber != null && sequenceNumber <= 0) {
			throw new IllegalArgumentException("sequenceNumber: " + sequenceNumber + " (expected: at least 1)");
		}
	}

	/**
	 * A message that is neither compressed nor in a transaction.
	 */
	public OutgoingMessage(T value, @Nullable Long sequenceNumber, @Nullable Instant createdAt,
			List<MetadataItem> metadata) {
		this(value, sequenceNumber, createdAt, metadata, null, null);
	}

	/**
	 * How bytes are compressed that are written as they are.
	 *
	 * @param codec number of the codec; a message is rejected if the topic does not allow
	 * it
	 * @param uncompressedBytes size before compression, a hint for readers
	 */
	public record Encoding(int codec, int uncompressedBytes) {

		public Encoding {
			if (codec < Codec.RAW) {
				throw new IllegalArgumentException("codec: " + codec + " (expected: at least " + Codec.RAW + ")");
			}
			if (uncompressedBytes < 0) {
				throw new IllegalArgumentException(
						"uncompressedBytes: " + uncompressedBytes + " (expected: at least 0)");
			}
		}

	}

	/**
	 * A message with nothing beside its value.
	 */
	public static <T> OutgoingMessage<T> of(T value) {
		return new OutgoingMessage<>(value, null, null, List.of());
	}

	/**
	 * This message with its own sequence number.
	 */
	public OutgoingMessage<T> withSequenceNumber(long number) {
		return new OutgoingMessage<>(this.value, number, this.createdAt, this.metadata, this.encoding,
				this.transaction);
	}

	/**
	 * This message with the time of its event.
	 */
	public OutgoingMessage<T> withCreatedAt(Instant time) {
		return new OutgoingMessage<>(this.value, this.sequenceNumber, time, this.metadata, this.encoding,
				this.transaction);
	}

	/**
	 * This message with one more item of metadata.
	 */
	public OutgoingMessage<T> withMetadata(String key, byte[] item) {
		List<MetadataItem> items = new ArrayList<>(this.metadata);
		items.add(new MetadataItem(key, item));
		return new OutgoingMessage<>(this.value, this.sequenceNumber, this.createdAt, items, this.encoding,
				this.transaction);
	}

	/**
	 * This message with one more item of metadata, as UTF-8.
	 */
	public OutgoingMessage<T> withMetadata(String key, String text) {
		List<MetadataItem> items = new ArrayList<>(this.metadata);
		items.add(MetadataItem.text(key, text));
		return new OutgoingMessage<>(this.value, this.sequenceNumber, this.createdAt, items, this.encoding,
				this.transaction);
	}

	/**
	 * This message, whose value's bytes are compressed already. The writer does not
	 * compress them again.
	 */
	public OutgoingMessage<T> withEncoding(int codec, int uncompressedBytes) {
		return new OutgoingMessage<>(this.value, this.sequenceNumber, this.createdAt, this.metadata,
				new Encoding(codec, uncompressedBytes), this.transaction);
	}

	/**
	 * This message, as a part of a transaction.
	 */
	public OutgoingMessage<T> withTransaction(TopicTransaction with) {
		return new OutgoingMessage<>(this.value, this.sequenceNumber, this.createdAt, this.metadata, this.encoding,
				with);
	}

}
