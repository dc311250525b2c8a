package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.observe.WriteStatistics;
import io.ydbtopic.client.observe.WriterCounters;
import org.jspecify.annotations.Nullable;

/**
 * A writer whose messages in transactions take a stream of their own, made for the first
 * of them. That stream has no producer: within a transaction nothing is repeated, and a
 * producer's numbers would make transactions abort that overlap with plain messages or
 * with each other. Thread-safe.
 *
 * @param <T> type of the values
 */
public final class TransactionAwareWriter<T> implements TopicWriter<T> {

	private final TopicWriter<T> plain;

	private final Supplier<TopicWriter<T>> factory;

	/** Null before the first message in a transaction; replaced when it has failed. */
	private @Nullable TopicWriter<T> transactional;

	private boolean closing;

	/**
	 * A writer.
	 * @param plain writes what is in no transaction
	 * @param factory makes a started writer without a producer
	 */
	public TransactionAwareWriter(TopicWriter<T> plain, Supplier<TopicWriter<T>> factory) {
		this.plain = plain;
		this.factory = factory;
	}

	private TopicWriter<T> writerOf(OutgoingMessage<? extends T> message) {
		return (message.transaction() != null) ? transactional() : this.plain;
	}

	private synchronized TopicWriter<T> transactional() {
		if (this.closing) {
			throw new TopicClosedException(this.plain + " is closed");
		}
		TopicWriter<T> known = this.transactional;
		if (known == null || known.status().state() == StreamState.FAILED) {
			known = this.factory.get();
			this.transactional = known;
		}
		return known;
	}

	@Override
	public CompletableFuture<WriteAck> write(OutgoingMessage<? extends T> message) {
		return writerOf(message).write(message);
	}

	@Override
	public CompletableFuture<WriteAck> write(OutgoingMessage<? extends T> message, Duration maxWait) {
		return writerOf(message).write(message, maxWait);
	}

	@Override
	public @Nullable CompletableFuture<WriteAck> tryWrite(OutgoingMessage<? extends T> message) {
		return writerOf(message).tryWrite(message);
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
		return writerOf(message).writeAndWait(message, timeout);
	}

	@Override
	public void send(T value) {
		this.plain.send(value);
	}

	@Override
	public CompletableFuture<Void> flush() {
		return this.plain.flush();
	}

	@Override
	public void flush(Duration timeout) throws InterruptedException {
		this.plain.flush(timeout);
	}

	@Override
	public CompletableFuture<WriterInfo> ready() {
		return this.plain.ready();
	}

	@Override
	public StreamStatus status() {
		return this.plain.status();
	}

	@Override
	public @Nullable WriteStatistics statistics() {
		return this.plain.statistics();
	}

	@Override
	public WriterCounters counters() {
		return this.plain.counters();
	}

	private synchronized @Nullable TopicWriter<T> beginClose() {
		this.closing = true;
		return this.transactional;
	}

	@Override
	public CompletableFuture<WriterCloseReport> closeAsync(Duration deadline) {
		TopicWriter<T> other = beginClose();
		CompletableFuture<WriterCloseReport> closed = this.plain.closeAsync(deadline);
		if (other == null) {
			return closed;
		}
		// What a transaction had not set aside is the transaction's failure, and told
		// there.
		return closed.thenCombine(other.closeAsync(deadline).exceptionally((error) -> WriterCloseReport.CLEAN),
				(report, ignored) -> report);
	}

	@Override
	public void close() {
		TopicWriter<T> other = beginClose();
		if (other != null) {
			// Its report concerns transactions, which tell by themselves.
			var unused = other.closeAsync(Duration.ZERO);
		}
		this.plain.close();
	}

	@Override
	public String toString() {
		return this.plain.toString();
	}

}
