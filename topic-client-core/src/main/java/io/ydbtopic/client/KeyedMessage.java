package io.ydbtopic.client;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A message with what decides about its partition: a key, or the partition itself.
 * Immutable if the value is; the bytes of a key are not copied and must not be changed.
 *
 * @param <T> type of the value
 */
public final class KeyedMessage<T> {

	private final byte @Nullable [] key;

	private final @Nullable Long partitionId;

	private final OutgoingMessage<T> message;

	private KeyedMessage(byte @Nullable [] key, @Nullable Long partitionId, OutgoingMessage<T> message) {
		this.key = key;
		this.partitionId = partitionId;
		this.message = message;
	}

	/**
	 * A value with a key; its bytes are the key's UTF-8.
	 */
	public static <T> KeyedMessage<T> of(String key, T value) {
		return of(key, OutgoingMessage.of(value));
	}

	/**
	 * A message with a key; its bytes are the key's UTF-8.
	 */
	public static <T> KeyedMessage<T> of(String key, OutgoingMessage<T> message) {
		return of(key.getBytes(StandardCharsets.UTF_8), message);
	}

	/**
	 * A message with a key of bytes, for example one that Kafka's serializers made.
	 */
	public static <T> KeyedMessage<T> of(byte[] key, OutgoingMessage<T> message) {
		return new KeyedMessage<>(key, null, message);
	}

	/**
	 * A message without a key, for a chooser that needs none: it looks at the value, or
	 * takes partitions in turn.
	 */
	public static <T> KeyedMessage<T> withoutKey(OutgoingMessage<T> message) {
		return new KeyedMessage<>(null, null, message);
	}

	/**
	 * A message for one partition, past the chooser. When the partition has been split,
	 * the message goes to the first of its children that takes messages, so that the
	 * order of all messages for the partition is kept.
	 */
	public static <T> KeyedMessage<T> toPartition(long partitionId, T value) {
		return toPartition(partitionId, OutgoingMessage.of(value));
	}

	/**
	 * A message for one partition, as {@link #toPartition(long, Object)}.
	 */
	public static <T> KeyedMessage<T> toPartition(long partitionId, OutgoingMessage<T> message) {
		Checks.partition(partitionId);
		return new KeyedMessage<>(null, partitionId, message);
	}

	/**
	 * The bytes of the key; {@code null} if there is none. Not a copy.
	 */
	public byte @Nullable [] key() {
		return this.key;
	}

	/**
	 * The partition that the message names itself; {@code null} to have one chosen.
	 */
	public @Nullable Long partitionId() {
		return this.partitionId;
	}

	/**
	 * What to write.
	 */
	public OutgoingMessage<T> message() {
		return this.message;
	}

	@Override
	public String toString() {
		String route = (this.partitionId != null) ? "partition " + this.partitionId
				: (this.key != null) ? "key of " + this.key.length + " bytes" : "no key";
		return route + ": " + this.message;
	}

}
