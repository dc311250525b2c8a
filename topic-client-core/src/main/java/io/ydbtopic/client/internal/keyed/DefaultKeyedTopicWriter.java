package io.ydbtopic.client.internal.keyed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.ydbtopic.client.KeyedMessage;
import io.ydbtopic.client.KeyedTopicWriter;
import io.ydbtopic.client.KeyedWriterSettings;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicPartitions;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.UndeliveredMessagesException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.stream.ReconnectPolicy;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.client.internal.write.BufferBudget;
import io.ydbtopic.client.internal.write.MessageIntake;
import io.ydbtopic.client.internal.write.Settlement;
import io.ydbtopic.client.internal.write.WriterMeters;
import io.ydbtopic.client.internal.write.WriterScope;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.observe.WriterCounters;
import io.ydbtopic.client.internal.write.WriteAnswer;
import io.ydbtopic.client.internal.write.WriteFrame;
import org.jspecify.annotations.Nullable;

/**
 * The keyed writer as an application sees it: makes bytes, chooses the partition, takes
 * room in the buffer, waits where a caller asked to wait. Thread-safe.
 *
 * @param <T> type of the values
 */
public final class DefaultKeyedTopicWriter<T> implements KeyedTopicWriter<T> {

	private final String id;

	private final ClientRuntime runtime;

	private final KeyedWriterSettings settings;

	private final BufferBudget buffer;

	private final WriterMeters meters = new WriterMeters();

	private final StreamStatusTracker status;

	private final MessageIntake<T> intake;

	private final KeyedCore core;

	/**
	 * Builds a writer; {@link #start} makes it read the partitions.
	 * @param policies makes the policy of each stream
	 * @param transports makes the transport of each stream
	 * @param producerId beginning of the producer ids; null to write without
	 * deduplication
	 * @param topology asks for the topic's partitions
	 */
	public DefaultKeyedTopicWriter(String id, ClientRuntime runtime, StreamOptions options,
			Supplier<ReconnectPolicy> policies, Supplier<StreamTransport<WriteFrame, WriteAnswer>> transports,
			KeyedWriterSettings settings, @Nullable String producerId, Serializer<? super T> serializer,
			Supplier<CompletableFuture<TopicDescription>> topology, StreamStatusTracker status) {
		this.id = id;
		this.runtime = runtime;
		this.settings = settings;
		this.status = status;
		WriterSettings common = settings.writer();
		this.buffer = new BufferBudget(common.bufferMaxBytes());
		this.intake = new MessageIntake<>(id, runtime, common, serializer, this.buffer, this::refuseIfOver);
		SerialLoop loop = runtime.newLoop(id);
		SerialLoop completions = runtime.newUserQueue(id + "-acks");
		Settlement settlement = new Settlement(this.buffer, completions);
		KeyedStatus keyedStatus = new KeyedStatus(status);
		PartitionStreams streams = new PartitionWriters(id, common, producerId, policies, keyedStatus,
				() -> new WriterScope(runtime, loop, completions, options, transports.get(), common, settlement,
						this.meters));
		this.core = new KeyedCore(id, runtime, loop, completions, settings, policies.get(), topology, settlement,
				this.meters, keyedStatus, streams);
		this.intake.onFull(() -> this.core.dropOldest(this.buffer));
	}

	/** Begins to read the partitions. */
	public void start() {
		this.core.start();
	}

	@Override
	public CompletableFuture<WriteAck> write(KeyedMessage<? extends T> message) {
		return write(message, this.settings.writer().bufferFull().maxWait());
	}

	@Override
	public CompletableFuture<WriteAck> write(KeyedMessage<? extends T> message, Duration maxWait) {
		CompletableFuture<WriteAck> ack = new CompletableFuture<>();
		KeyedEntry entry = entry(message, ack);
		this.intake.takeRoom(entry.cost(), maxWait);
		this.core.enqueue(entry);
		return ack;
	}

	@Override
	public void send(String key, T value) {
		KeyedEntry entry = entry(KeyedMessage.of(key, value), null);
		this.intake.takeRoom(entry.cost(), this.settings.writer().bufferFull().maxWait());
		this.core.enqueue(entry);
	}

	@Override
	public @Nullable CompletableFuture<WriteAck> tryWrite(KeyedMessage<? extends T> message) {
		CompletableFuture<WriteAck> ack = new CompletableFuture<>();
		KeyedEntry entry = entry(message, ack);
		if (!this.intake.tryTakeRoom(entry.cost())) {
			return null;
		}
		this.core.enqueue(entry);
		return ack;
	}

	@Override
	public CompletableFuture<List<WriteAck>> writeAll(Collection<? extends KeyedMessage<? extends T>> messages) {
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>(messages.size());
		for (KeyedMessage<? extends T> message : messages) {
			acks.add(write(message));
		}
		return CompletableFuture.allOf(acks.toArray(new CompletableFuture<?>[0]))
			.thenApply((done) -> acks.stream().map(CompletableFuture::join).toList());
	}

	@Override
	public WriteAck writeAndWait(KeyedMessage<? extends T> message, Duration timeout) throws InterruptedException {
		refuseInCompletion("writeAndWait");
		long begun = this.runtime.nanoTime();
		CompletableFuture<WriteAck> ack = write(message, timeout);
		Duration left = timeout.minusNanos(this.runtime.nanoTime() - begun);
		return Waits.get(this.runtime, ack, left, () -> this.id + ": the ack");
	}

	private KeyedEntry entry(KeyedMessage<? extends T> message, @Nullable CompletableFuture<WriteAck> ack) {
		refuseIfOver();
		if (message.message().transaction() != null) {
			throw new MessageRejectedException(this.id
					+ ": a message in a transaction (expected: a writer of one partition, or one whose partition the server chooses)");
		}
		Topology known = this.core.topology();
		KeyedEntry entry = this.intake.entry(message.message(), metadata(message, known), ack, (payload, number,
				createdAt, extras, future) -> new KeyedEntry(message, payload, number, createdAt, extras, future));
		if (known != null) {
			entry.choose(this.settings.chooser(), known);
			if (entry.refusal != null) {
				throw entry.refusal;
			}
		}
		return entry;
	}

	/**
	 * With the message's place in the space of keys, unless it is known that the server
	 * does not look for it.
	 */
	private List<MetadataItem> metadata(KeyedMessage<? extends T> message, @Nullable Topology known) {
		List<MetadataItem> metadata = message.message().metadata();
		if (message.partitionId() != null || (known != null && !known.partitions().isAutoPartitioned())) {
			return metadata;
		}
		byte[] rangeKey;
		try {
			rangeKey = this.settings.chooser().rangeKey(message);
		}
		catch (RuntimeException ex) {
			throw new MessageRejectedException(this.id + ": " + this.settings.chooser() + ": " + ex.getMessage(), ex);
		}
		return (rangeKey != null) ? KeyedEntry.withRangeKey(metadata, rangeKey) : metadata;
	}

	private void refuseIfOver() {
		TopicException cause = this.core.terminal();
		if (cause != null) {
			throw new TopicClosedException(this.id + " has ended: " + cause.getMessage(), cause);
		}
		if (this.core.isCloseRequested()) {
			throw new TopicClosedException(this.id + " is closed");
		}
	}

	private void refuseInCompletion(String method) {
		if (this.core.inCompletion()) {
			throw new IllegalStateException(this.id + ": " + method
					+ " called from a completion of this writer, which would wait for itself; use the form that returns a future");
		}
	}

	@Override
	public CompletableFuture<Void> flush() {
		return this.core.flush();
	}

	@Override
	public void flush(Duration timeout) throws InterruptedException {
		refuseInCompletion("flush");
		Waits.get(this.runtime, flush(), timeout, () -> this.id + ": the flush");
	}

	@Override
	public CompletableFuture<TopicPartitions> ready() {
		return this.core.ready().copy();
	}

	@Override
	public @Nullable TopicPartitions partitions() {
		Topology known = this.core.topology();
		return (known != null) ? known.partitions() : null;
	}

	@Override
	public StreamStatus status() {
		return this.status.snapshot();
	}

	@Override
	public WriterCounters counters() {
		return this.meters.snapshot(this.buffer);
	}

	@Override
	public CompletableFuture<WriterCloseReport> closeAsync(Duration deadline) {
		return this.core.close(deadline);
	}

	@Override
	public void close() {
		refuseInCompletion("close");
		WriterCloseReport report;
		try {
			Duration deadline = this.settings.writer().closeTimeout();
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
