package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.error.MessageDroppedException;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.ProducerConflictException;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.ReconnectPolicy;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamOwner;
import io.ydbtopic.client.internal.stream.StreamReconnector;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.client.internal.tx.TransactionScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A writer without its types: the outbox, and the stream that empties it. It promises
 * that a message which entered is acknowledged, or fails with the writer, exactly once,
 * and that no number is sent with two payloads. {@link #enqueue}, {@link #flush} and
 * {@link #close} may be called from any thread; all else is confined to the loop. Futures
 * are completed on the completion queue.
 */
final class WriterReconnector implements StreamOwner<WriterConnection>, WriterConnection.Acks {

	private static final Logger logger = LoggerFactory.getLogger(WriterReconnector.class);

	private final String id;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final SerialLoop completions;

	private final StreamOptions options;

	private final StreamTransport<WriteFrame, WriteAnswer> transport;

	private final WriterSettings settings;

	private final @Nullable String producerId;

	private final Settlement settlement;

	private final WriterEvents events;

	private final StreamReconnector<WriterConnection> reconnector;

	private final WriterMeters meters;

	private final CompletableFuture<WriterInfo> ready = new CompletableFuture<>();

	private final CompletableFuture<WriterCloseReport> report = new CompletableFuture<>();

	private final Incoming incoming;

	private final Outbox outbox = new Outbox();

	private final EncodingStage encoding;

	private final Admission admission;

	private final AckIntake acks;

	private final FlushQueue flushes = new FlushQueue();

	private final RequestPump pump;

	private int lastOrdinal;

	/** Why the writer has ended; null while it lives. Read from any thread. */
	private volatile @Nullable TopicException terminal;

	/** A writer for itself. */
	WriterReconnector(String id, WriterScope scope, ReconnectPolicy policy, @Nullable String producerId,
			StreamStatusTracker status) {
		this(id, scope, scope.settings(), policy, producerId, status, null);
	}

	/**
	 * A writer that may be one of several on the same loop.
	 * @param settings as those of the scope, with the writer's own partition
	 * @param events who takes what it leaves; null to have it failed
	 */
	WriterReconnector(String id, WriterScope scope, WriterSettings settings, ReconnectPolicy policy,
			@Nullable String producerId, StreamStatusTracker status, @Nullable WriterEvents events) {
		this.id = id;
		this.runtime = scope.runtime();
		this.loop = scope.loop();
		this.completions = scope.completions();
		this.options = scope.options();
		this.transport = scope.transport();
		this.settings = settings;
		this.producerId = producerId;
		this.settlement = scope.settlement();
		this.meters = scope.meters();
		this.events = (events != null) ? events : this::failAll;
		this.incoming = new Incoming(this.loop, this.meters, this::drain);
		this.encoding = new EncodingStage(new CodecChoice(settings.codecs()), this.loop, this.runtime.userExecutor(),
				this.runtime::nanoTime, this::intoOutbox, this::afterEncoding);
		this.admission = new Admission(id, settings, this.encoding);
		this.acks = new AckIntake(this.outbox, this.settlement, this.meters, this.runtime);
		this.pump = new RequestPump(id, this.runtime, this.loop, settings, this.outbox, this.meters, this::live,
				this::fail);
		this.reconnector = new StreamReconnector<>(id, this.runtime, this.loop, policy, this, status);
	}

	void start() {
		this.reconnector.start();
	}

	/**
	 * Takes an entry whose share of the buffer has been taken. From any thread.
	 * @param alone whether it is all that is in the buffer
	 */
	void enqueue(OutboxEntry entry, boolean alone) {
		this.incoming.add(entry, alone);
	}

	/**
	 * Drops what was never sent, the oldest first, while somebody waits. From any thread.
	 */
	void dropOldest(BufferBudget buffer) {
		this.loop.execute(() -> {
			takeIncoming();
			int dropped = 0;
			while (buffer.isAwaited() && this.outbox.unsent() > 0) {
				OutboxEntry oldest = this.outbox.removeOldestUnsent();
				fail(oldest, new MessageDroppedException(
						this.id + ": dropped to make room for a newer message, never sent"));
				dropped++;
			}
			if (dropped > 0) {
				logger.debug("{}: {} message(s) dropped, the buffer is full", this.id, dropped);
			}
			pump();
			completeSettled();
		});
	}

	/** The oldest message that was never sent; null if there is none. On the loop. */
	@Nullable OutboxEntry oldestUnsent() {
		return (this.outbox.unsent() > 0) ? this.outbox.unsent(0) : null;
	}

	/** Takes it out, without an end; there must be one. On the loop. */
	void removeOldestUnsent() {
		this.outbox.removeOldestUnsent();
	}

	private void drain() {
		takeIncoming();
		pump();
		completeSettled();
	}

	private void takeIncoming() {
		this.incoming.take(this::add);
		this.encoding.dispatch();
	}

	/** Takes an entry on the loop; it goes on its way with the next {@link #dispatch}. */
	void add(OutboxEntry entry) {
		entry.ordinal = ++this.lastOrdinal;
		TopicException ended = this.terminal;
		if (ended != null) {
			fail(entry, ended);
		}
		else {
			this.encoding.add(entry);
		}
	}

	/** Encodes and sends what was added. */
	void dispatch() {
		this.encoding.dispatch();
		pump();
		completeSettled();
	}

	private void intoOutbox(OutboxEntry entry) {
		TopicException refusal = this.admission.refusal(entry);
		if (refusal != null) {
			reject(entry, refusal);
			return;
		}
		try {
			this.outbox.add(entry);
		}
		catch (IllegalArgumentException ex) {
			reject(entry, new MessageRejectedException(this.id + ": " + ex.getMessage(), ex));
		}
	}

	private void afterEncoding() {
		pump();
		completeSettled();
	}

	private void reject(OutboxEntry entry, TopicException cause) {
		if (cause instanceof MessageRejectedException rejection) {
			this.flushes.rejected(entry, rejection);
		}
		fail(entry, cause);
	}

	private void fail(OutboxEntry entry, TopicException cause) {
		WriterMeters.raise(this.meters.failed, 1);
		this.settlement.fail(entry, cause);
	}

	private void completeSettled() {
		OutboxEntry oldest = oldestPending();
		if (oldest != null) {
			this.flushes.complete(oldest.ordinal);
		}
		else {
			this.flushes.completeAll();
		}
		this.settlement.complete();
	}

	private @Nullable WriterConnection live() {
		return this.reconnector.connection();
	}

	private void pump() {
		this.pump.pump(!this.flushes.isEmpty());
	}

	@Override
	public void writable() {
		pump();
	}

	@Override
	public @Nullable String acknowledged(ReceivedAcks received) {
		String misfit = this.acks.acknowledged(received);
		this.pump.acknowledged();
		completeSettled();
		pump();
		return misfit;
	}

	@Override
	public WriterConnection connect(String connectionId) {
		return new WriterConnection(connectionId, this.runtime, this.loop, this.options, this.transport, this.settings,
				this.producerId, this);
	}

	@Override
	public void connected(WriterConnection connection) {
		WriterInfo info = connection.info();
		takeIncoming();
		long stored = (this.producerId != null) ? info.lastSequenceNumber() : 0;
		this.outbox.connected(stored);
		if (stored > this.outbox.lastNumber() && !this.outbox.hasOwnNumbers()) {
			throw new ProducerConflictException(this.id + ": the server has stored sequence number " + stored
					+ " of producer '" + this.producerId + "', but this writer has only given numbers up to "
					+ this.outbox.lastNumber() + ": another writer uses the same producer id");
		}
		this.acks.storedBefore(stored, info);
		this.encoding.allow(info.supportedCodecs());
		this.completions.execute(() -> this.ready.complete(info));
		this.events.connected(info);
		completeSettled();
		pump();
	}

	@Override
	public void disconnected(WriterConnection connection, TopicException error) {
		// The outbox outlives the connection: what was sent counts as unsent once the
		// next one
		// has told what the server has stored.
		connection.stopWaiting();
		this.pump.disconnected();
		failTransactions(error);
	}

	/**
	 * Nothing is repeated in a transaction: one that has messages here may have lost
	 * some.
	 */
	private void failTransactions(TopicException error) {
		OutboxEntry first = this.outbox.first();
		if (first == null || first.transaction() == null) {
			return;
		}
		while (this.outbox.size() > 0) {
			OutboxEntry entry = this.outbox.removeFirst();
			TransactionScope transaction = entry.transaction();
			if (transaction != null) {
				transaction.fail(error);
			}
			fail(entry, error);
		}
		completeSettled();
	}

	@Override
	public CompletableFuture<?> flush() {
		return flushOnLoop();
	}

	/** Everything that was enqueued before. From any thread. */
	CompletableFuture<Void> flushAll() {
		CompletableFuture<Void> result = new CompletableFuture<>();
		this.loop.execute(() -> flushOnLoop().whenComplete((done, error) -> this.completions.execute(() -> {
			if (error != null) {
				result.completeExceptionally(error);
			}
			else {
				result.complete(null);
			}
		})));
		return result;
	}

	private CompletableFuture<Void> flushOnLoop() {
		takeIncoming();
		TopicException ended = this.terminal;
		if (ended != null) {
			return CompletableFuture.failedFuture(ended);
		}
		CompletableFuture<Void> flushed = this.flushes.add(this.lastOrdinal);
		pump();
		completeSettled();
		return flushed;
	}

	/** The oldest message without an end; null if there is none. */
	private @Nullable OutboxEntry oldestPending() {
		OutboxEntry first = this.outbox.first();
		return (first != null) ? first : this.encoding.first();
	}

	@Override
	public void terminated(TopicException cause) {
		takeIncoming();
		this.terminal = cause;
		this.pump.disconnected();
		this.flushes.fail(cause);
		int maybeStored = this.outbox.sent();
		List<OutboxEntry> left = new ArrayList<>(this.outbox.size());
		while (this.outbox.size() > 0) {
			left.add(this.outbox.removeFirst());
		}
		left.addAll(this.encoding.drain());
		this.events.left(cause, left, maybeStored);
		this.completions.execute(() -> this.ready.completeExceptionally(cause));
	}

	/** What becomes of messages that nobody takes over. */
	private void failAll(TopicException cause, List<OutboxEntry> left, int maybeStored) {
		this.settlement.end(cause);
		long firstNumber = left.isEmpty() ? 0 : left.get(0).sequenceNumber;
		long lastNumber = (firstNumber > 0) ? this.outbox.lastNumber() : 0;
		left.forEach((entry) -> fail(entry, cause));
		completeSettled();
		WriterCloseReport result = new WriterCloseReport(left.size(), firstNumber, lastNumber,
				(cause instanceof TopicClosedException) ? cause.getCause() : cause);
		this.completions.execute(() -> this.report.complete(result));
	}

	/** Runs a task once nothing that was left is in work any more. */
	void whenQuiet(Runnable task) {
		this.encoding.whenQuiet(task);
	}

	/** Closes as {@link StreamReconnector#close}. From any thread. */
	CompletableFuture<WriterCloseReport> close(Duration deadline) {
		return this.reconnector.close(deadline).thenCombine(this.report, (closed, result) -> result);
	}

	/**
	 * Ends at once; what is left goes to the leftovers.
	 * @return done when no call is open; never fails
	 */
	CompletableFuture<Void> stop() {
		return this.reconnector.close(Duration.ZERO);
	}

	/** Sends what lingers. */
	void hurry() {
		this.pump.sendAll();
	}

	/** Why nothing more is taken; null while the writer is open. From any thread. */
	@Nullable TopicException terminal() {
		return this.terminal;
	}

	boolean isCloseRequested() {
		return this.reconnector.isCloseRequested();
	}

	CompletableFuture<WriterInfo> ready() {
		return this.ready;
	}

	WriterMeters meters() {
		return this.meters;
	}

	/**
	 * Whether the calling thread completes this writer's futures and must not wait for
	 * them.
	 */
	boolean inCompletion() {
		return this.completions.inLoop();
	}

	@Override
	public String toString() {
		return this.reconnector.toString();
	}

}
