package io.ydbtopic.broker.topic;

import java.util.List;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.log.MetadataEntry;

/**
 * A message on its way into a partition. Immutable.
 *
 * @param seqNo the producer's number
 * @param data the payload as it came
 * @param uncompressedSize what the producer said, in bytes
 * @param createdAtMillis milliseconds of the epoch; 0 when the producer did not say
 * @param metadata the items in their order
 */
public record NewMessage(long seqNo, ByteString data, long uncompressedSize, long createdAtMillis,
		List<MetadataEntry> metadata) {

	/** A producer that writes for many names the one here that its load is for. */
	private static final String PARTITION_KEY = "__partition_key";

	/** Whose load the message is: that of its key when it has one. */
	String loadKey(String producerId) {
		for (MetadataEntry entry : this.metadata) {
			if (PARTITION_KEY.equals(entry.key())) {
				return entry.value().toStringUtf8();
			}
		}
		return producerId;
	}

}
