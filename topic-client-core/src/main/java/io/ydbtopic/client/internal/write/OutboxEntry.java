package io.ydbtopic.client.internal.write;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.internal.tx.TransactionScope;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way: from the caller's thread, which fills it, to the writer's loop,
 * which owns it from then on.
 */
public class OutboxEntry {

	/**
	 * What an entry costs beside its bytes: the object, its future, its places in queues.
	 */
	static final int OVERHEAD_BYTES = 160;

	/** The outcome of a message that nobody has a future of. */
	private static final Object STORED = new Object();

	/** Size as it came. */
	final int uncompressedSize;

	final long createdAtMillis;

	final List<MetadataItem> metadata;

	final int metadataBytes;

	/** The caller's future; null if the caller wants none. */
	final @Nullable CompletableFuture<WriteAck> ack;

	/** Whether the caller gave the number. */
	final boolean ownNumber;

	/** As it goes on the wire; replaced when a codec has run. */
	byte[] payload;

	/** Whether the codec has run, or there is none. */
	boolean encoded;

	/** Number of the codec that it is encoded with, once it is. */
	int codec;

	/** Whether it came compressed. */
	boolean ownEncoding;

	/** Size before compression as readers are told. */
	int declaredSize;

	/** The caller's, or 0 until the outbox has given one. */
	long sequenceNumber;

	/** Place in the order of all messages of the writer. */
	long ordinal;

	/** The entry that came before it, while both are incoming. */
	@Nullable OutboxEntry before;

	/**
	 * How it ended, a {@link WriteAck}, {@link #STORED} or a {@link Throwable}; null
	 * before. Set before the completion is handed to the user queue. What a codec failed
	 * with is here early.
	 */
	private @Nullable Object outcome;

	public OutboxEntry(byte[] payload, long ownSequenceNumber, long createdAtMillis, List<MetadataItem> metadata,
			int metadataBytes, @Nullable CompletableFuture<WriteAck> ack) {
		this.payload = payload;
		this.uncompressedSize = payload.length;
		this.declaredSize = payload.length;
		this.ownNumber = ownSequenceNumber > 0;
		this.sequenceNumber = ownSequenceNumber;
		this.createdAtMillis = createdAtMillis;
		this.metadata = metadata;
		this.metadataBytes = metadataBytes;
		this.ack = ack;
	}

	/** With what it becomes visible; null for at once. */
	@Nullable TransactionScope transaction;

	/** It came compressed. */
	void encodedBefore(OutgoingMessage.Encoding encoding) {
		this.encoded = true;
		this.ownEncoding = true;
		this.codec = encoding.codec();
		this.declaredSize = encoding.uncompressedBytes();
	}

	/** Its share of the buffer, fixed when it was taken. */
	public final long cost() {
		return cost(this.uncompressedSize, this.metadataBytes);
	}

	static long cost(long payloadBytes, long metadataBytes) {
		return payloadBytes + metadataBytes + OVERHEAD_BYTES;
	}

	/** About what it adds to a request. */
	int wireBytes() {
		return this.payload.length + this.metadataBytes + 16 * this.metadata.size() + 48;
	}

	/** Size before compression. */
	public final int uncompressedBytes() {
		return this.uncompressedSize;
	}

	/** Its number; 0 until it has one. */
	public final long number() {
		return this.sequenceNumber;
	}

	/** Whether somebody holds a future of it. */
	public final boolean isAwaited() {
		return this.ack != null;
	}

	/** Why it failed; null if it did not, or has no end yet. */
	public final @Nullable Throwable failure() {
		return (this.outcome instanceof Throwable failure) ? failure : null;
	}

	/** Whether the server has stored it. */
	final boolean isStored() {
		return this.outcome != null && !(this.outcome instanceof Throwable);
	}

	/** The message is stored; the ack is null where nobody wants to know where. */
	final void stored(@Nullable WriteAck where) {
		this.outcome = (where != null) ? where : STORED;
	}

	/** It failed, or its codec did. */
	final void failed(Throwable cause) {
		this.outcome = cause;
	}

	final void settle() {
		if (this.ack == null) {
			return;
		}
		if (this.outcome instanceof Throwable failure) {
			this.ack.completeExceptionally(failure);
		}
		else {
			this.ack.complete((WriteAck) this.outcome);
		}
	}

}
