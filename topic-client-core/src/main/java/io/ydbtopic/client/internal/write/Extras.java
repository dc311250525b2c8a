package io.ydbtopic.client.internal.write;

import java.util.List;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.internal.tx.TransactionScope;
import org.jspecify.annotations.Nullable;

/**
 * What few messages have beside their value; an entry without any of it keeps no place
 * for it.
 *
 * @param ownNumber whether the application gave the number
 * @param metadata in their order
 * @param metadataBytes their keys and values in total
 * @param encoding how the value came compressed; null if it did not
 * @param transaction with what the message becomes visible; null for at once
 */
public record Extras(boolean ownNumber, List<MetadataItem> metadata, int metadataBytes,
		OutgoingMessage.@Nullable Encoding encoding, @Nullable TransactionScope transaction) {

	/** Those of a message with nothing but metadata; null if it has none. */
	static @Nullable Extras of(List<MetadataItem> metadata, int metadataBytes) {
		return of(false, metadata, metadataBytes, null, null);
	}

	/** Those of a message; null if it has none. */
	static @Nullable Extras of(boolean ownNumber, List<MetadataItem> metadata, int metadataBytes,
			OutgoingMessage.@Nullable Encoding encoding, @Nullable TransactionScope transaction) {
		boolean none = !ownNumber && metadata.isEmpty() && encoding == null && transaction == null;
		return none ? null : new Extras(ownNumber, metadata, metadataBytes, encoding, transaction);
	}

}
