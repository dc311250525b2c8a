package io.ydbtopic.client.internal.write;

import io.ydbtopic.client.internal.tx.TransactionScope;

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
	record Packed(MessagesFrame request, long payloadBytes) {
	}

	/** Packs the next request. The outbox must have an entry that was not sent. */
	Packed next(Outbox outbox) {
		int codec = outbox.unsent(0).codec;
		TransactionScope transaction = outbox.unsent(0).transaction();
		int messages = 0;
		long wireBytes = 0;
		long payloadBytes = 0;
		int available = Math.min(outbox.unsent(), this.maxMessages);
		while (messages < available) {
			OutboxEntry entry = outbox.unsent(messages);
			if (messages > 0 && (wireBytes + entry.wireBytes() > this.maxBytes || entry.codec != codec
					|| entry.transaction() != transaction)) {
				break;
			}
			wireBytes += entry.wireBytes();
			payloadBytes += entry.payload.length;
			messages++;
		}
		return new Packed(new MessagesFrame(outbox.nextUnsent(messages), codec,
				(transaction != null) ? transaction.identity() : null), payloadBytes);
	}

}
