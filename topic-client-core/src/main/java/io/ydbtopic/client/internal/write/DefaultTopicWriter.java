package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.WriterSettings;
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
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.observe.WriteStatistics;
import io.ydbtopic.client.observe.WriterCounters;
import org.jspecify.annotations.Nullable;

/**
 * The writer as an application sees it: makes bytes, takes room in the buffer, waits
 * where a caller asked to wait. Thread-safe.
 *
 * @param <T> type of the values
 */
public final class DefaultTopicWriter<T> implements TopicWriter<T> {

	private final String id;

	private final ClientRuntime runtime;

	private final WriterSettings settings;

	private final BufferBudget buffer;

	private final MessageIntake<T> intake;

	private final StreamStatusTracker status;

	private final WriterReconnector reconnector;

	public DefaultTopicWriter(String id, ClientRuntime runtime, StreamOptions options, ReconnectPolicy policy,
			StreamTransport<WriteFrame, WriteAnswer> transport, WriterSettings settings, @Nullable String producerId,
			Serializer<? super T> serializer, StreamStatusTracker status) {
		this.id = id;
		this.runtime = runtime;
		this.settings = settings;
		this.status = status;
		this.buffer = new BufferBudget(settings.bufferMaxBytes());
		this.intake = new MessageIntake<>(id, runtime, settings, serializer, this.buffer, this::refuseIfOver);
		SerialLoop completions = runtime.newUserQueue(id + "-acks");
		this.reconnector = new WriterReconnector(id, new WriterScope(runtime, runtime.newLoop(id), completions, options,
				transport, settings, new Settlement(this.buffer, completions), new WriterMeters()), policy, producerId,
				status);
		this.intake.onFull(() -> this.reconnector.dropOldest(this.buffer));
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
		this.intake.takeRoom(entry.cost(), maxWait);
		this.intake.join(entry);
		enqueue(entry);
		return ack;
	}

	@Override
	public void send(T value) {
		refuseIfOver();
		OutboxEntry entry = this.intake.entry(value);
		this.intake.takeRoom(entry.cost(), this.settings.bufferFull().maxWait());
		enqueue(entry);
	}

	@Override
	public @Nullable CompletableFuture<WriteAck> tryWrite(OutgoingMessage<? extends T> message) {
		CompletableFuture<WriteAck> ack = new CompletableFuture<>();
		OutboxEntry entry = entry(message, ack);
		if (!this.intake.tryTakeRoom(entry.cost())) {
			return null;
		}
		this.intake.join(entry);
		enqueue(entry);
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

	private void enqueue(OutboxEntry entry) {
		this.reconnector.enqueue(entry, this.buffer.used() == entry.cost());
	}

	private OutboxEntry entry(OutgoingMessage<? extends T> message, @Nullable CompletableFuture<WriteAck> ack) {
		refuseIfOver();
		return this.intake.entry(message, message.metadata(), ack, OutboxEntry::new);
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
	public @Nullable WriteStatistics statistics() {
		return this.reconnector.meters().statistics();
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
