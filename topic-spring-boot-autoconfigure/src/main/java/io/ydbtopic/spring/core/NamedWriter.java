package io.ydbtopic.spring.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.observe.WriteStatistics;
import io.ydbtopic.client.observe.WriterCounters;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.util.IdGenerator;

/**
 * A writer that an application has by name. It connects when the application starts, or
 * when it is first used; it is closed with the application and opened again if that is
 * restarted. Thread-safe.
 */
public final class NamedWriter implements TopicWriter<Object> {

	private final String name;

	private final WriterDefinition definition;

	private final TopicClient client;

	private final Serializer<Object> serializer;

	private final MessageMetadata metadata;

	private final WriteHooks hooks;

	/** Whether a stream that has failed for good is replaced on the next use. */
	private final boolean reopening;

	private final Object lock = new Object();

	/** Guarded by the lock for changes; {@code null} while it is not open. */
	private volatile @Nullable TopicWriter<Object> open;

	/** Guarded by the lock. */
	private boolean stopped;

	NamedWriter(String name, WriterDefinition definition, TopicClient client, TopicMessageConverter converter,
			IdGenerator ids, WriteHooks hooks, boolean reopening) {
		this.name = name;
		this.definition = definition;
		this.client = client;
		this.serializer = converter::toPayload;
		this.metadata = new MessageMetadata(definition, converter, ids);
		this.hooks = hooks;
		this.reopening = reopening;
	}

	/**
	 * Name of the writer.
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Where and how it writes.
	 */
	public WriterDefinition definition() {
		return this.definition;
	}

	/** Whether it was opened and not closed since. */
	public boolean isOpen() {
		return this.open != null;
	}

	void start() {
		synchronized (this.lock) {
			this.stopped = false;
			if (this.open == null) {
				this.open = this.client.writer(this.definition.settings(), this.serializer);
			}
		}
	}

	/** Flushes and closes; may be started again. */
	CompletableFuture<WriterCloseReport> stop(Duration deadline) {
		TopicWriter<Object> closing;
		synchronized (this.lock) {
			this.stopped = true;
			closing = this.open;
			this.open = null;
		}
		return (closing != null) ? closing.closeAsync(deadline)
				: CompletableFuture.completedFuture(WriterCloseReport.CLEAN);
	}

	private TopicWriter<Object> delegate() {
		TopicWriter<Object> writer = this.open;
		if (writer != null && !isOver(writer)) {
			return writer;
		}
		synchronized (this.lock) {
			if (this.stopped) {
				throw new TopicClosedException("Writer '" + this.name + "' is closed, because the application stops");
			}
			TopicWriter<Object> made = this.open;
			if (made == null || isOver(made)) {
				if (made != null) {
					made.closeAsync(Duration.ZERO);
				}
				made = this.client.writer(this.definition.settings(), this.serializer);
				this.open = made;
			}
			return made;
		}
	}

	/** What a missing topic has ended may work after the topic was made. */
	private boolean isOver(TopicWriter<Object> writer) {
		return this.reopening && writer.status().state() == StreamState.FAILED;
	}

	private String topic() {
		return this.definition.settings().topic();
	}

	/** Writes a message as the delegate takes it. */
	private @Nullable CompletableFuture<WriteAck> write(OutgoingMessage<?> message,
			Function<OutgoingMessage<?>, @Nullable CompletableFuture<WriteAck>> write) {
		return this.hooks.isEmpty() ? write.apply(this.metadata.complete(message))
				: this.hooks.write(this.name, topic(), message, this.metadata::complete, write);
	}

	@Override
	public CompletableFuture<WriteAck> write(OutgoingMessage<? extends Object> message) {
		TopicWriter<Object> writer = delegate();
		return Objects.requireNonNull(write(message, writer::write));
	}

	@Override
	public CompletableFuture<WriteAck> write(OutgoingMessage<? extends Object> message, Duration maxWait) {
		TopicWriter<Object> writer = delegate();
		return Objects.requireNonNull(write(message, (complete) -> writer.write(complete, maxWait)));
	}

	@Override
	public CompletableFuture<List<WriteAck>> writeAll(
			Collection<? extends OutgoingMessage<? extends Object>> messages) {
		if (this.hooks.isEmpty()) {
			return delegate().writeAll(messages.stream().map(this.metadata::complete).toList());
		}
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		messages.forEach((message) -> acks.add(write(message)));
		return CompletableFuture.allOf(acks.toArray(new CompletableFuture<?>[0]))
			.thenApply((done) -> acks.stream().map(CompletableFuture::join).toList());
	}

	@Override
	public @Nullable CompletableFuture<WriteAck> tryWrite(OutgoingMessage<? extends Object> message) {
		TopicWriter<Object> writer = delegate();
		return write(message, writer::tryWrite);
	}

	@Override
	public void send(Object value) {
		OutgoingMessage<?> message = OutgoingMessage.of(value);
		if (this.hooks.isEmpty() && this.metadata.complete(message).metadata().isEmpty()) {
			delegate().send(value);
		}
		else {
			// A message with metadata has no form without a future; flush and close tell
			// its fate.
			write(message);
		}
	}

	@Override
	public WriteAck writeAndWait(OutgoingMessage<? extends Object> message, Duration timeout)
			throws InterruptedException {
		if (this.hooks.isEmpty()) {
			return delegate().writeAndWait(this.metadata.complete(message), timeout);
		}
		return this.hooks.writeAndWait(this.name, topic(), message, this.metadata::complete,
				(complete) -> delegate().writeAndWait(complete, timeout));
	}

	@Override
	public CompletableFuture<Void> flush() {
		return delegate().flush();
	}

	@Override
	public void flush(Duration timeout) throws InterruptedException {
		delegate().flush(timeout);
	}

	@Override
	public CompletableFuture<WriterInfo> ready() {
		return delegate().ready();
	}

	@Override
	public StreamStatus status() {
		return delegate().status();
	}

	@Override
	public @Nullable WriteStatistics statistics() {
		return delegate().statistics();
	}

	@Override
	public WriterCounters counters() {
		return delegate().counters();
	}

	@Override
	public CompletableFuture<WriterCloseReport> closeAsync(Duration deadline) {
		return stop(deadline);
	}

	@Override
	public void close() {
		TopicWriter<Object> closing;
		synchronized (this.lock) {
			this.stopped = true;
			closing = this.open;
			this.open = null;
		}
		if (closing != null) {
			closing.close();
		}
	}

	@Override
	public String toString() {
		return "writer '" + this.name + "' of topic '" + this.definition.settings().topic() + "'";
	}

}
