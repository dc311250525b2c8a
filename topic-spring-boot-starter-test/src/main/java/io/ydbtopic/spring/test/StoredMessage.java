package io.ydbtopic.spring.test;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.ydbtopic.client.MetadataItem;
import org.jspecify.annotations.Nullable;

/**
 * A message as the broker of a test has stored it. Immutable, but for the bytes.
 *
 * @param topic path of its topic
 * @param partitionId its partition
 * @param offset its offset there
 * @param producerId who wrote it; empty without deduplication
 * @param sequenceNumber the producer's number
 * @param payload the payload, not compressed; must not be changed
 * @param metadata keys and values beside it
 */
@SuppressWarnings("ArrayRecordComponent") // a view of what is stored, never compared
public record StoredMessage(String topic, long partitionId, long offset, String producerId, long sequenceNumber,
		byte[] payload, List<MetadataItem> metadata) {

	public StoredMessage {
		metadata = List.copyOf(metadata);
	}

	/**
	 * The payload as UTF-8 text.
	 */
	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * The first metadata item of that key, as text; {@code null} if there is none.
	 */
	public @Nullable String header(String key) {
		return this.metadata.stream()
			.filter((item) -> item.key().equals(key))
			.map(MetadataItem::text)
			.findFirst()
			.orElse(null);
	}

	@Override
	public String toString() {
		return this.topic + " partition " + this.partitionId + " offset " + this.offset + ": " + text();
	}

}
