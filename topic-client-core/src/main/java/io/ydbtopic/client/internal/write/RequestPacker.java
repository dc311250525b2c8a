package io.ydbtopic.client.internal.write;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.internal.tx.TransactionScope;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;

/**
 * Packs the next entries of an outbox into one write request: as many as the limits
 * allow, at least one, with one codec and in one transaction or none. Payloads are
 * referenced, not copied. Stateless but for its limits.
 */
final class RequestPacker {

	private final int maxBytes;

	private final int maxMessages;

	RequestPacker(int maxBytes, int maxMessages) {
		this.maxBytes = maxBytes;
		this.maxMessages = maxMessages;
	}

	/** What a request holds. */
	record Packed(FromClient request, int messages, long payloadBytes) {
	}

	/** Packs the next request. The outbox must have an entry that was not sent. */
	Packed next(Outbox outbox) {
		int codec = outbox.unsent(0).codec;
		TransactionScope transaction = outbox.unsent(0).transaction;
		WriteRequest.Builder request = WriteRequest.newBuilder().setCodec(codec);
		int messages = 0;
		long wireBytes = 0;
		long payloadBytes = 0;
		int available = Math.min(outbox.unsent(), this.maxMessages);
		while (messages < available) {
			OutboxEntry entry = outbox.unsent(messages);
			if (messages > 0 && (wireBytes + entry.wireBytes() > this.maxBytes || entry.codec != codec
					|| entry.transaction != transaction)) {
				break;
			}
			wireBytes += entry.wireBytes();
			payloadBytes += entry.payload.length;
			request.addMessages(message(entry));
			messages++;
		}
		if (transaction != null) {
			request.setTx(transaction.identity());
		}
		return new Packed(FromClient.newBuilder().setWriteRequest(request).build(), messages, payloadBytes);
	}

	private static WriteRequest.MessageData message(OutboxEntry entry) {
		WriteRequest.MessageData.Builder message = WriteRequest.MessageData.newBuilder()
			.setSeqNo(entry.sequenceNumber)
			.setCreatedAt(timestamp(entry.createdAtMillis))
			.setData(UnsafeByteOperations.unsafeWrap(entry.payload))
			.setUncompressedSize(entry.declaredSize);
		for (MetadataItem item : entry.metadata) {
			message.addMetadataItems(io.ydbtopic.proto.topic.MetadataItem.newBuilder()
				.setKey(item.key())
				.setValue(ByteString.copyFrom(item.value())));
		}
		return message.build();
	}

	private static Timestamp timestamp(long millis) {
		return Timestamp.newBuilder()
			.setSeconds(Math.floorDiv(millis, 1000L))
			.setNanos((int) Math.floorMod(millis, 1000L) * 1_000_000)
			.build();
	}

}
