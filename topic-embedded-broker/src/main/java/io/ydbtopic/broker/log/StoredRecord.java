package io.ydbtopic.broker.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;

/**
 * A message as a partition keeps it. The payload is what the producer sent, compressed or
 * not; the broker never looks inside. Immutable, for any thread.
 *
 * @param offset its place in the partition
 * @param producerId who wrote it; empty without deduplication
 * @param seqNo the producer's number
 * @param data the payload as it came
 * @param codec the codec of the payload
 * @param uncompressedSize what the producer said, in bytes
 * @param createdAtMillis when the producer made it, in milliseconds of the epoch; 0 when
 * it did not say
 * @param writtenAtMillis when the broker took it, in milliseconds of the epoch
 * @param metadata the items in their order
 * @param sessionMeta what the write session said about itself
 */
public record StoredRecord(long offset, String producerId, long seqNo, ByteString data, int codec,
		long uncompressedSize, long createdAtMillis, long writtenAtMillis, List<MetadataEntry> metadata,
		Map<String, String> sessionMeta) {

	/** What a message costs on the wire beside its payload, generously. */
	private static final int OVERHEAD_BYTES = 72;

	/**
	 * When the producer made it.
	 * @return the time, the epoch when the producer did not say
	 */
	public Instant createdAt() {
		return Instant.ofEpochMilli(this.createdAtMillis);
	}

	/**
	 * When the broker took it.
	 * @return the time
	 */
	public Instant writtenAt() {
		return Instant.ofEpochMilli(this.writtenAtMillis);
	}

	/**
	 * An upper estimate of the message's share of a read response.
	 * @return bytes
	 */
	public long wireSize() {
		long size = OVERHEAD_BYTES + this.data.size() + 3L * this.producerId.length();
		for (MetadataEntry entry : this.metadata) {
			size += 16 + 3L * entry.key().length() + entry.value().size();
		}
		return size;
	}

}
