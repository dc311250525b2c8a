package io.ydbtopic.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
 * @param <T> type of the value
 */
public record OutgoingMessage<T>(T value, @Nullable Long sequenceNumber, @Nullable Instant createdAt,
		List<MetadataItem> metadata) {

	public OutgoingMessage {
		metadata = List.copyOf(metadata);
		if (sequenceNumber != null && sequenceNumber <= 0) {
			throw new IllegalArgumentException("sequenceNumber: " + sequenceNumber + " (expected: at least 1)");
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
		return new OutgoingMessage<>(this.value, number, this.createdAt, this.metadata);
	}

	/**
	 * This message with the time of its event.
	 */
	public OutgoingMessage<T> withCreatedAt(Instant time) {
		return new OutgoingMessage<>(this.value, this.sequenceNumber, time, this.metadata);
	}

	/**
	 * This message with one more item of metadata.
	 */
	public OutgoingMessage<T> withMetadata(String key, byte[] item) {
		List<MetadataItem> items = new ArrayList<>(this.metadata);
		items.add(new MetadataItem(key, item));
		return new OutgoingMessage<>(this.value, this.sequenceNumber, this.createdAt, items);
	}

	/**
	 * This message with one more item of metadata, as UTF-8.
	 */
	public OutgoingMessage<T> withMetadata(String key, String text) {
		List<MetadataItem> items = new ArrayList<>(this.metadata);
		items.add(MetadataItem.text(key, text));
		return new OutgoingMessage<>(this.value, this.sequenceNumber, this.createdAt, items);
	}

}
