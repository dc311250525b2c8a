package io.ydbtopic.client.internal.write;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.error.BufferFullException;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.WaitTimeoutException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.tx.TransactionScope;
import org.jspecify.annotations.Nullable;

/**
 * What a writer does on the thread that writes: makes bytes, checks limits, waits for
 * room. Thread-safe.
 *
 * @param <T> type of the values
 */
public final class MessageIntake<T> {

	/** W13: keys and values of one message, in total. */
	private static final int METADATA_BYTES_MAX = 4096;

	/** Declared by the protocol for one message. */
	private static final int METADATA_ITEMS_MAX = 1000;

	private final String id;

	private final ClientRuntime runtime;

	private final WriterSettings settings;

	private final Serializer<? super T> serializer;

	private final BufferBudget buffer;

	private final Runnable refuseIfOver;

	/** Drops messages that were never sent, as long as somebody waits for room. */
	private Runnable makeRoom = () -> {
	};

	/** Whether the application numbers its messages; null until the first message. */
	private final AtomicReference<@Nullable Boolean> ownNumbers = new AtomicReference<>();

	/**
	 * An intake.
	 * @param refuseIfOver throws if the writer takes nothing more
	 */
	public MessageIntake(String id, ClientRuntime runtime, WriterSettings settings, Serializer<? super T> serializer,
			BufferBudget buffer, Runnable refuseIfOver) {
		this.id = id;
		this.runtime = runtime;
		this.settings = settings;
		this.serializer = serializer;
		this.buffer = buffer;
		this.refuseIfOver = refuseIfOver;
	}

	/** Has messages dropped for newer ones, if the settings want that. */
	public void onFull(Runnable task) {
		this.makeRoom = task;
	}

	/**
	 * Makes an entry of a message. Its room is not taken.
	 * @param metadata of the message, with what the writer adds
	 * @throws MessageRejectedException if the message can't be written
	 */
	public <E extends OutboxEntry> E entry(OutgoingMessage<? extends T> message, List<MetadataItem> metadata,
			@Nullable CompletableFuture<WriteAck> ack, EntryFactory<E> factory) {
		byte[] payload = serialize(message.value());
		List<MetadataItem> items = withAdded(metadata);
		int metadataBytes = checkSizes(payload, items);
		Long own = message.sequenceNumber();
		checkNumbering(own != null);
		Instant created = message.createdAt();
		Extras extras = Extras.of(own != null, items, metadataBytes, message.encoding(), scope(message.transaction()));
		return factory.make(payload, (own != null) ? own : 0,
				(created != null) ? created.toEpochMilli() : this.runtime.nowMillis(), extras, ack);
	}

	private @Nullable TransactionScope scope(@Nullable TopicTransaction transaction) {
		if (transaction == null || transaction instanceof TransactionScope) {
			return (TransactionScope) transaction;
		}
		throw new MessageRejectedException(
				this.id + ": a message in " + transaction.getClass().getName() + ", which is not of this client");
	}

	/**
	 * Makes an entry of a value with nothing beside it, that nobody waits for.
	 * @throws MessageRejectedException if the message can't be written
	 */
	OutboxEntry entry(T value) {
		byte[] payload = serialize(value);
		List<MetadataItem> items = withAdded(List.of());
		int metadataBytes = checkSizes(payload, items);
		checkNumbering(false);
		return new OutboxEntry(payload, 0, this.runtime.nowMillis(), Extras.of(items, metadataBytes), null);
	}

	/**
	 * Makes an entry whose room was taken a part of its transaction.
	 * @throws io.ydbtopic.client.error.TransactionFailedException if that has failed; the
	 * room is given back
	 */
	public void join(OutboxEntry entry) {
		TransactionScope transaction = entry.transaction();
		CompletableFuture<WriteAck> ack = entry.ack;
		if (transaction == null || ack == null) {
			return;
		}
		try {
			transaction.join(ack);
		}
		catch (RuntimeException ex) {
			this.buffer.release(entry.cost());
			throw ex;
		}
	}

	private byte[] serialize(T value) {
		try {
			return this.serializer.serialize(value);
		}
		catch (TopicException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new MessageRejectedException(
					this.id + ": the serializer failed on a value of type " + value.getClass().getName(), ex);
		}
	}

	private List<MetadataItem> withAdded(List<MetadataItem> own) {
		Supplier<List<MetadataItem>> source = this.settings.messageMetadata();
		if (source == null) {
			return own;
		}
		List<MetadataItem> added;
		try {
			added = source.get();
		}
		catch (RuntimeException ex) {
			throw new MessageRejectedException(this.id + ": messageMetadata failed", ex);
		}
		List<MetadataItem> all = new ArrayList<>(own);
		for (MetadataItem item : added) {
			if (own.stream().noneMatch((mine) -> mine.key().equals(item.key()))) {
				all.add(item);
			}
		}
		return all;
	}

	/**
	 * Checks the limits.
	 * @return the bytes of the metadata
	 */
	private int checkSizes(byte[] payload, List<MetadataItem> metadata) {
		if (payload.length > this.settings.maxMessageBytes()) {
			throw new MessageRejectedException(this.id + ": message of " + payload.length + " bytes (expected: at most "
					+ this.settings.maxMessageBytes() + ", maxMessageBytes)");
		}
		int metadataBytes = checkMetadata(metadata);
		long cost = OutboxEntry.cost(payload.length, metadataBytes);
		if (cost > this.buffer.limit()) {
			throw new MessageRejectedException(this.id + ": message that takes " + cost
					+ " bytes of the buffer (expected: at most " + this.buffer.limit() + ", bufferMaxBytes)");
		}
		return metadataBytes;
	}

	private int checkMetadata(List<MetadataItem> metadata) {
		if (metadata.isEmpty()) {
			return 0;
		}
		int bytes = 0;
		for (MetadataItem item : metadata) {
			bytes += item.key().getBytes(StandardCharsets.UTF_8).length + item.value().length;
		}
		if (bytes > METADATA_BYTES_MAX || metadata.size() > METADATA_ITEMS_MAX) {
			throw new MessageRejectedException(
					this.id + ": metadata of " + metadata.size() + " items and " + bytes + " bytes (expected: at most "
							+ METADATA_ITEMS_MAX + " items and " + METADATA_BYTES_MAX + " bytes)");
		}
		return bytes;
	}

	private void checkNumbering(boolean own) {
		Boolean first = this.ownNumbers.get();
		if (first == null) {
			this.ownNumbers.compareAndSet(null, own);
			first = this.ownNumbers.get();
		}
		if (first != null && first != own) {
			throw new MessageRejectedException(
					this.id + ": a message " + (own ? "with" : "without") + " its own sequence number after one "
							+ (own ? "without" : "with") + " (expected: one way for all messages of a writer)");
		}
	}

	/** Takes room in the buffer if there is some now. */
	public boolean tryTakeRoom(long bytes) {
		return this.buffer.tryTake(bytes);
	}

	/**
	 * Takes room in the buffer, waiting on the calling thread.
	 * @throws BufferFullException if there was none in time
	 * @throws TopicClosedException if the writer ended meanwhile
	 */
	public void takeRoom(long bytes, Duration maxWait) {
		if (this.buffer.tryTake(bytes)) {
			return;
		}
		if (maxWait.isZero()) {
			throw bufferFull(bytes, maxWait);
		}
		CompletableFuture<Void> waiter = this.buffer.take(bytes);
		if (this.settings.bufferFull().dropsOldest()) {
			this.makeRoom.run();
		}
		try {
			Waits.get(this.runtime, waiter, maxWait, () -> this.id + ": room in the buffer");
		}
		catch (WaitTimeoutException ex) {
			if (this.buffer.cancel(waiter)) {
				throw bufferFull(bytes, maxWait);
			}
			// Served at the last moment: the room is ours, unless the writer ended.
			if (waiter.isCompletedExceptionally()) {
				this.refuseIfOver.run();
				throw new TopicClosedException(this.id + " is closed", ex);
			}
		}
		catch (InterruptedException ex) {
			if (!this.buffer.cancel(waiter) && !waiter.isCompletedExceptionally()) {
				this.buffer.release(bytes);
			}
			Thread.currentThread().interrupt();
			throw new BufferFullException(this.id + ": interrupted while waiting for room in the buffer", ex);
		}
	}

	private BufferFullException bufferFull(long bytes, Duration maxWait) {
		return new BufferFullException(this.id + ": no room for " + bytes + " bytes within " + maxWait + " ("
				+ this.buffer.used() + " of " + this.buffer.limit() + " bytes in use)");
	}

	/**
	 * Makes entries of what the intake has found.
	 *
	 * @param <E> kind of entry
	 */
	@FunctionalInterface
	public interface EntryFactory<E extends OutboxEntry> {

		/** An entry. */
		E make(byte[] payload, long ownSequenceNumber, long createdAtMillis, @Nullable Extras extras,
				@Nullable CompletableFuture<WriteAck> ack);

	}

}
