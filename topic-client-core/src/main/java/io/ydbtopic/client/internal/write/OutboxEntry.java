package io.ydbtopic.client.internal.write;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.internal.tx.TransactionScope;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way: from the caller's thread, which fills it, to the writer's loop,
 * which owns it from then on. There may be a million of them, so it has no field that
 * another one can stand for.
 */
public class OutboxEntry {

	/**
	 * What an entry costs beside its bytes: the object, its future, its places in queues.
	 */
	static final int OVERHEAD_BYTES = 160;

	/** The outcome of a message that nobody has a future of. */
	private static final Object STORED = new Object();

	/** Size as it came. */
	private final int uncompressedSize;

	final long createdAtMillis;

	/** Null for a message that has none. */
	private final @Nullable Extras extras;

	/** The caller's future; null if the caller wants none. */
	final @Nullable CompletableFuture<WriteAck> ack;

	/** As it goes on the wire; replaced when a codec has run. */
	byte[] payload;

	/** Number of the codec that it is encoded with; 0 until it is. */
	int codec;

	/** The caller's, or 0 until the outbox has given one. */
	long sequenceNumber;

	/**
	 * Place in the order of all messages of the writer. It wraps around, so two of them
	 * are compared by their difference: fewer than two billion messages fit into a
	 * buffer.
	 */
	int ordinal;

	/**
	 * While it is incoming, the entry that came before it; null after that until it ends.
	 * Then how it ended: a {@link WriteAck}, {@link #STORED} or a {@link Throwable}, set
	 * before the completion is handed to the user queue. What a codec failed with is here
	 * early.
	 */
	private @Nullable Object beforeOrOutcome;

	/**
	 * An entry.
	 * @param ownSequenceNumber the caller's; 0 if the extras say that there is none
	 */
	public OutboxEntry(byte[] payload, long ownSequenceNumber, long createdAtMillis, @Nullable Extras extras,
			@Nullable CompletableFuture<WriteAck> ack) {
		this.payload = payload;
		this.uncompressedSize = payload.length;
		this.sequenceNumber = ownSequenceNumber;
		this.createdAtMillis = createdAtMillis;
		this.extras = extras;
		this.ack = ack;
		if (extras != null && extras.encoding() != null) {
			this.codec = extras.encoding().codec();
		}
	}

	/** The entry that came before it; only while both are incoming. */
	final @Nullable OutboxEntry before() {
		return (OutboxEntry) this.beforeOrOutcome;
	}

	/** Links it to the one before; null ends that. Only while it is incoming. */
	final void before(@Nullable OutboxEntry entry) {
		this.beforeOrOutcome = entry;
	}

	/** Whether the caller gave the number. */
	final boolean hasOwnNumber() {
		return this.extras != null && this.extras.ownNumber();
	}

	/** Whether the codec has run, or there is none. */
	final boolean isEncoded() {
		return this.codec != 0;
	}

	/** Whether it came compressed. */
	final boolean hasOwnEncoding() {
		return this.extras != null && this.extras.encoding() != null;
	}

	/** Size before compression as readers are told. */
	final int declaredSize() {
		return (this.extras != null && this.extras.encoding() != null) ? this.extras.encoding().uncompressedBytes()
				: this.uncompressedSize;
	}

	/** With what it becomes visible; null for at once. */
	final @Nullable TransactionScope transaction() {
		return (this.extras != null) ? this.extras.transaction() : null;
	}

	final List<MetadataItem> metadata() {
		return (this.extras != null) ? this.extras.metadata() : List.of();
	}

	private int metadataBytes() {
		return (this.extras != null) ? this.extras.metadataBytes() : 0;
	}

	/** Its share of the buffer, fixed when it was taken. */
	public final long cost() {
		return cost(this.uncompressedSize, metadataBytes());
	}

	static long cost(long payloadBytes, long metadataBytes) {
		return payloadBytes + metadataBytes + OVERHEAD_BYTES;
	}

	/** About what it adds to a request. */
	int wireBytes() {
		return this.payload.length + metadataBytes() + 16 * metadata().size() + 48;
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
		return (this.beforeOrOutcome instanceof Throwable failure) ? failure : null;
	}

	/** Whether the server has stored it. Not while it is incoming. */
	final boolean isStored() {
		return this.beforeOrOutcome != null && !(this.beforeOrOutcome instanceof Throwable);
	}

	/** The message is stored; the ack is null where nobody wants to know where. */
	final void stored(@Nullable WriteAck where) {
		this.beforeOrOutcome = (where != null) ? where : STORED;
	}

	/** It failed, or its codec did. */
	final void failed(Throwable cause) {
		this.beforeOrOutcome = cause;
	}

	final void settle() {
		if (this.ack == null) {
			return;
		}
		if (this.beforeOrOutcome instanceof Throwable failure) {
			this.ack.completeExceptionally(failure);
		}
		else {
			this.ack.complete((WriteAck) this.beforeOrOutcome);
		}
	}

}
