package io.ydbtopic.client.internal.write;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.error.BufferFullException;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.UndeliveredMessagesException;
import io.ydbtopic.client.error.WaitTimeoutException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.stream.ReconnectPolicy;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.observe.WriterCounters;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import org.jspecify.annotations.Nullable;

/**
 * The writer as an application sees it: makes bytes, takes room in the buffer, waits
 * where a caller asked to wait. Thread-safe.
 *
 * @param <T> type of the values
 */
public final class DefaultTopicWriter<T> implements TopicWriter<T> {

	/** W13: keys and values of one message, in total. */
	private static final int METADATA_BYTES_MAX = 4096;

	/** Declared by the protocol for one message. */
	private static final int METADATA_ITEMS_MAX = 1000;

	private final String id;

	private final ClientRuntime runtime;

	private final WriterSettings settings;

	private final Serializer<? super T> serializer;

	private final BufferBudget buffer;

	private final StreamStatusTracker status;

	private final WriterReconnector reconnector;

	/** Whether the application numbers its messages; null until the first message. */
	private final AtomicReference<@Nullable Boolean> ownNumbers = new AtomicReference<>();

	public DefaultTopicWriter(String id, ClientRuntime runtime, StreamOptions options, ReconnectPolicy policy,
			StreamTransport<FromClient, FromServer> transport, WriterSettings settings, @Nullable String producerId,
			Serializer<? super T> serializer, StreamStatusTracker status) {
		this.id = id;
		this.runtime = runtime;
		this.settings = settings;
		this.serializer = serializer;
		this.status = status;
		this.buffer = new BufferBudget(settings.bufferMaxBytes());
		this.reconnector = new WriterReconnector(id, runtime, options, policy, transport, settings, producerId,
				this.buffer, status);
	}

	/** Begins to connect. */
	public void start() {
		this.reconnector.start();
	}

	@Override
	public CompletableFuture<WriteAck> write(OutgoingMessage<? extends T> message) {
		return write(message, this.settings.bufferFull().maxWait());
	}

	@Override
	public CompletableFuture<WriteAck> write(OutgoingMessage<? extends T> message, Duration maxWait) {
		CompletableFuture<WriteAck> ack = new CompletableFuture<>();
		OutboxEntry entry = entry(message, ack);
		takeRoom(entry.cost(), maxWait);
		this.reconnector.enqueue(entry);
		return ack;
	}

	@Override
	public void send(T value) {
		OutboxEntry entry = entry(OutgoingMessage.of(value), null);
		takeRoom(entry.cost(), this.settings.bufferFull().maxWait());
		this.reconnector.enqueue(entry);
	}

	@Override
	public @Nullable CompletableFuture<WriteAck> tryWrite(OutgoingMessage<? extends T> message) {
		CompletableFuture<WriteAck> ack = new CompletableFuture<>();
		OutboxEntry entry = entry(message, ack);
		if (!this.buffer.tryTake(entry.cost())) {
			return null;
		}
		this.reconnector.enqueue(entry);
		return ack;
	}

	@Override
	public CompletableFuture<List<WriteAck>> writeAll(Collection<? extends OutgoingMessage<? extends T>> messages) {
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>(messages.size());
		for (OutgoingMessage<? extends T> message : messages) {
			acks.add(write(message));
		}
		return CompletableFuture.allOf(acks.toArray(new CompletableFuture<?>[0]))
			.thenApply((done) -> acks.stream().map(CompletableFuture::join).toList());
	}

	@Override
	public WriteAck writeAndWait(OutgoingMessage<? extends T> message, Duration timeout) throws InterruptedException {
		refuseInCompletion("writeAndWait");
		long begun = this.runtime.nanoTime();
		CompletableFuture<WriteAck> ack = write(message, timeout);
		Duration left = timeout.minusNanos(this.runtime.nanoTime() - begun);
		return Waits.get(this.runtime, ack, left, () -> this.id + ": the ack");
	}

	private OutboxEntry entry(OutgoingMessage<? extends T> message, @Nullable CompletableFuture<WriteAck> ack) {
		refuseIfOver();
		byte[] payload = serialize(message.value());
		if (payload.length > this.settings.maxMessageBytes()) {
			throw new MessageRejectedException(this.id + ": message of " + payload.length + " bytes (expected: at most "
					+ this.settings.maxMessageBytes() + ", maxMessageBytes)");
		}
		int metadataBytes = checkMetadata(message.metadata());
		long cost = OutboxEntry.cost(payload.length, metadataBytes);
		if (cost > this.buffer.limit()) {
			throw new MessageRejectedException(this.id + ": message that takes " + cost
					+ " bytes of the buffer (expected: at most " + this.buffer.limit() + ", bufferMaxBytes)");
		}
		Long own = message.sequenceNumber();
		checkNumbering(own != null);
		Instant created = message.createdAt();
		return new OutboxEntry(payload, (own != null) ? own : 0,
				((created != null) ? created : this.runtime.now()).toEpochMilli(), message.metadata(), metadataBytes,
				ack);
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

	private void takeRoom(long bytes, Duration maxWait) {
		if (this.buffer.tryTake(bytes)) {
			return;
		}
		if (maxWait.isZero()) {
			throw bufferFull(bytes, maxWait);
		}
		CompletableFuture<Void> waiter = this.buffer.take(bytes);
		try {
			Waits.get(this.runtime, waiter, maxWait, () -> this.id + ": room in the buffer");
		}
		catch (WaitTimeoutException ex) {
			if (this.buffer.cancel(waiter)) {
				throw bufferFull(bytes, maxWait);
			}
			// Served at the last moment: the room is ours, unless the writer ended.
			if (waiter.isCompletedExceptionally()) {
				refuseIfOver();
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

	private void refuseIfOver() {
		TopicException cause = this.reconnector.terminal();
		if (cause != null) {
			throw new TopicClosedException(this.id + " has ended: " + cause.getMessage(), cause);
		}
		if (this.reconnector.isCloseRequested()) {
			throw new TopicClosedException(this.id + " is closed");
		}
	}

	private void refuseInCompletion(String method) {
		if (this.reconnector.inCompletion()) {
			throw new IllegalStateException(this.id + ": " + method
					+ " called from a completion of this writer, which would wait for itself; use the form that returns a future");
		}
	}

	@Override
	public CompletableFuture<Void> flush() {
		return this.reconnector.flushAll();
	}

	@Override
	public void flush(Duration timeout) throws InterruptedException {
		refuseInCompletion("flush");
		Waits.get(this.runtime, flush(), timeout, () -> this.id + ": the flush");
	}

	@Override
	public CompletableFuture<WriterInfo> ready() {
		return this.reconnector.ready().copy();
	}

	@Override
	public StreamStatus status() {
		return this.status.snapshot();
	}

	@Override
	public WriterCounters counters() {
		return this.reconnector.meters().snapshot(this.buffer);
	}

	@Override
	public CompletableFuture<WriterCloseReport> closeAsync(Duration deadline) {
		return this.reconnector.close(deadline);
	}

	@Override
	public void close() {
		refuseInCompletion("close");
		WriterCloseReport report;
		try {
			Duration deadline = this.settings.closeTimeout();
			report = Waits.get(this.runtime, closeAsync(deadline),
					deadline.plus(StreamOptions.CLOSE_GRACE.multipliedBy(2)), () -> this.id + ": the close");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TopicClosedException(this.id + ": interrupted while closing", ex);
		}
		if (!report.isClean()) {
			throw new UndeliveredMessagesException(this.id + ": " + report, report);
		}
	}

	@Override
	public String toString() {
		return this.id;
	}

}
