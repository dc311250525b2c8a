package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.Issue;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.issue.IssueMessage;
import io.ydbtopic.proto.query.BeginTransactionRequest;
import io.ydbtopic.proto.query.BeginTransactionResponse;
import io.ydbtopic.proto.query.CommitTransactionRequest;
import io.ydbtopic.proto.query.CommitTransactionResponse;
import io.ydbtopic.proto.query.RollbackTransactionRequest;
import io.ydbtopic.proto.query.SerializableModeSettings;
import io.ydbtopic.proto.query.TransactionSettings;
import io.ydbtopic.proto.topic.TransactionIdentity;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on one query session. It promises that nothing is sent for it after its
 * end, that a commit is sent once and only after all of its writes were set aside and all
 * that it read is still this reader's, and that what was read is settled with its
 * outcome. What it takes is guarded by its monitor, which is never held while calling
 * out.
 */
public final class DefaultTransaction implements TopicTransaction, TransactionScope {

	private enum State {

		ACTIVE, ENDING, OVER

	}

	/** How long a rollback waits for messages that are on their way. */
	static final Duration ROLLBACK_WAIT = Duration.ofSeconds(2);

	private final QuerySessions sessions;

	private final QuerySession session;

	private final TransactionIdentity identity;

	private final Duration timeout;

	private final Executor completions;

	private final CompletableFuture<Void> committed = new CompletableFuture<>();

	private final CompletableFuture<Void> rolledBack = new CompletableFuture<>();

	private State state = State.ACTIVE;

	private final List<TransactionalRead> reads = new ArrayList<>();

	private final List<CompletableFuture<WriteAck>> writes = new ArrayList<>();

	private volatile @Nullable TopicException failure;

	private DefaultTransaction(QuerySessions sessions, QuerySession session, String id, Duration timeout,
			Executor completions) {
		this.sessions = sessions;
		this.session = session;
		this.identity = TransactionIdentity.newBuilder().setId(id).setSession(session.id()).build();
		this.timeout = timeout;
		this.completions = completions;
	}

	/**
	 * Begins one.
	 * @param timeout most time for this, and for the commit
	 * @param completions runs what applications hang on futures
	 */
	public static CompletableFuture<TopicTransaction> begin(QuerySessions sessions, Duration timeout,
			Executor completions) {
		CompletableFuture<TopicTransaction> result = new CompletableFuture<>();
		sessions.acquire(timeout).whenComplete((session, error) -> {
			if (session == null) {
				fail(result, completions, failed(sessions + ": a transaction can't begin",
						(error != null) ? error : new IllegalStateException(), false));
				return;
			}
			BeginTransactionRequest request = BeginTransactionRequest.newBuilder()
				.setSessionId(session.id())
				.setTxSettings(TransactionSettings.newBuilder()
					.setSerializableReadWrite(SerializableModeSettings.getDefaultInstance()))
				.build();
			sessions.calls().begin(session.node(), request, timeout).thenApply((response) -> {
				check(response.getStatus(), response.getIssuesList(), session + ": begin transaction");
				return idOf(response, session);
			}).whenComplete((id, failure) -> {
				if (id == null) {
					sessions.release(session, false);
					fail(result, completions, failed(session + ": a transaction can't begin",
							(failure != null) ? failure : new IllegalStateException(), false));
				}
				else {
					DefaultTransaction begun = new DefaultTransaction(sessions, session, id, timeout, completions);
					completions.execute(() -> result.complete(begun));
				}
			});
		});
		return result;
	}

	private static String idOf(BeginTransactionResponse response, QuerySession session) {
		String id = response.getTxMeta().getId();
		if (id.isEmpty()) {
			throw QuerySession.missingId(session + ": begin transaction");
		}
		return id;
	}

	private static void fail(CompletableFuture<?> result, Executor completions, Throwable cause) {
		completions.execute(() -> result.completeExceptionally(cause));
	}

	private static void check(StatusIds.StatusCode status, List<IssueMessage> issues, String what) {
		TopicException failure = StatusMapping.failureOf(status, issues, what);
		if (failure != null) {
			throw failure;
		}
	}

	/** The failure of a transaction: a new one may succeed where a stream would not. */
	static TransactionFailedException failed(String what, Throwable error, boolean outcomeUnknown) {
		Throwable cause = Waits.unwrap(error);
		if (cause instanceof TransactionFailedException known && known.isOutcomeUnknown() == outcomeUnknown) {
			return known;
		}
		if (!(cause instanceof TopicException known)) {
			return new TransactionFailedException(what + ": " + cause, StatusCode.CLIENT_INTERNAL, List.of(),
					RetryVerdict.FATAL, outcomeUnknown, cause);
		}
		// The transaction is gone, with its session or its node: another one is not.
		RetryVerdict verdict = (known.status() == StatusCode.NOT_FOUND) ? RetryVerdict.RETRY_FAST : known.verdict();
		List<Issue> issues = known.issues();
		return new TransactionFailedException(what + ": " + known.getMessage(), known.status(), issues, verdict,
				outcomeUnknown, known);
	}

	@Override
	public String id() {
		return this.identity.getId();
	}

	@Override
	public TransactionIdentity identity() {
		return this.identity;
	}

	@Override
	public void read(MessageBatch<?> batch) {
		add(batch);
	}

	@Override
	public void read(ReceivedMessage<?> message) {
		add(message);
	}

	private void add(Object read) {
		if (!(read instanceof TransactionalRead known)) {
			throw new IllegalArgumentException(this + ": " + read.getClass().getName()
					+ " is not of a reader of this client (expected: a batch or message as it was received)");
		}
		if (known.consumer() == null) {
			throw new IllegalStateException(
					this + ": a read without a consumer (expected: a reader with a consumer in its settings)");
		}
		if (!known.isCurrent()) {
			throw stale(known);
		}
		synchronized (this) {
			refuseUnlessActive();
			this.reads.add(known);
		}
	}

	private PartitionSessionEndedException stale(TransactionalRead read) {
		return new PartitionSessionEndedException(this + ": the session of topic '" + read.topic() + "' partition "
				+ read.partitionId() + " that delivered offsets " + read.start() + " to " + read.end()
				+ " is over; they are delivered again to whoever has it now");
	}

	private void refuseUnlessActive() {
		TopicException cause = this.failure;
		if (cause != null) {
			throw failed(this + " has failed", cause, false);
		}
		if (this.state != State.ACTIVE) {
			throw new IllegalStateException(
					this + " is over (expected: a transaction that was neither committed nor " + "rolled back)");
		}
	}

	@Override
	public void join(CompletableFuture<WriteAck> ack) {
		synchronized (this) {
			refuseUnlessActive();
			this.writes.add(ack);
		}
	}

	@Override
	public @Nullable TopicException failure() {
		return this.failure;
	}

	@Override
	public synchronized void fail(TopicException cause) {
		if (this.failure == null && this.state != State.OVER) {
			this.failure = cause;
		}
	}

	@Override
	public synchronized boolean isActive() {
		return this.state == State.ACTIVE && this.failure == null;
	}

	@Override
	public CompletableFuture<Void> commit() {
		synchronized (this) {
			if (this.state != State.ACTIVE) {
				return CompletableFuture.failedFuture(new IllegalStateException(this + " is over"));
			}
			this.state = State.ENDING;
		}
		long begun = this.sessions.runtime().nanoTime();
		allWritten().thenCompose((done) -> moveOffsets(left(begun)))
			.thenCompose((done) -> sendCommit(left(begun)))
			.whenComplete((done, error) -> ended(error));
		return this.committed.copy();
	}

	private Duration left(long begun) {
		Duration left = this.timeout.minusNanos(this.sessions.runtime().nanoTime() - begun);
		return (left.compareTo(Duration.ofMillis(1)) < 0) ? Duration.ofMillis(1) : left;
	}

	/** Messages in flight when the commit comes would not be part of it. */
	private CompletableFuture<Void> allWritten() {
		TopicException cause = this.failure;
		if (cause != null) {
			return CompletableFuture.failedFuture(cause);
		}
		for (TransactionalRead read : this.reads) {
			if (!read.isCurrent()) {
				return CompletableFuture.failedFuture(stale(read));
			}
		}
		CompletableFuture<Void> all = CompletableFuture.allOf(this.writes.toArray(new CompletableFuture<?>[0]));
		CompletableFuture<Void> bounded = new CompletableFuture<>();
		var timeLimit = this.sessions.loop()
			.schedule(this + " writes", this.timeout,
					() -> bounded.completeExceptionally(
							new TopicException(this + ": its messages were not set aside within " + this.timeout,
									StatusCode.TRANSPORT_DEADLINE_EXCEEDED, RetryVerdict.RETRY_SLOW)));
		all.whenComplete((done, error) -> this.sessions.loop().execute(() -> {
			timeLimit.cancel();
			TopicException lost = this.failure;
			if (error != null || lost != null) {
				bounded.completeExceptionally((lost != null) ? lost : Waits.unwrap(error));
			}
			else {
				bounded.complete(null);
			}
		}));
		return bounded;
	}

	private CompletableFuture<Void> moveOffsets(Duration left) {
		CompletableFuture<Void> moved = CompletableFuture.completedFuture(null);
		for (UpdateOffsetsInTransactionRequest request : offsets()) {
			moved = moved.thenCompose((done) -> this.sessions.calls()
				.updateOffsets(this.session.node(), request, left)
				.thenAccept((response) -> StatusMapping.check(response.getOperation(),
						this + ": update offsets of consumer '" + request.getConsumer() + "'")));
		}
		return moved;
	}

	private List<UpdateOffsetsInTransactionRequest> offsets() {
		Map<String, List<TransactionalRead>> byConsumer = new LinkedHashMap<>();
		for (TransactionalRead read : this.reads) {
			if (!read.isCurrent()) {
				throw stale(read);
			}
			byConsumer.computeIfAbsent(String.valueOf(read.consumer()), (consumer) -> new ArrayList<>()).add(read);
		}
		List<UpdateOffsetsInTransactionRequest> requests = new ArrayList<>();
		byConsumer.forEach((consumer, its) -> requests.add(OffsetsOfTransaction.request(this.identity, consumer, its)));
		return requests;
	}

	private CompletableFuture<Void> sendCommit(Duration left) {
		CommitTransactionRequest request = CommitTransactionRequest.newBuilder()
			.setSessionId(this.session.id())
			.setTxId(id())
			.build();
		return this.sessions.calls()
			.commit(this.session.node(), request, left)
			.handle(this::outcome)
			.thenCompose((outcome) -> outcome);
	}

	private CompletableFuture<Void> outcome(@Nullable CommitTransactionResponse response, @Nullable Throwable error) {
		if (response == null) {
			// Sent, and no answer.
			return CompletableFuture.failedFuture(failed(this + ": the commit was not answered",
					(error != null) ? error : new IllegalStateException(), true));
		}
		TopicException refusal = StatusMapping.failureOf(response.getStatus(), response.getIssuesList(),
				this + ": commit");
		if (refusal == null) {
			return CompletableFuture.completedFuture(null);
		}
		boolean unknown = switch (refusal.status()) {
			case UNDETERMINED, TIMEOUT, CANCELLED, UNAVAILABLE, INTERNAL_ERROR, UNSPECIFIED -> true;
			default -> false;
		};
		return CompletableFuture.failedFuture(failed(this + " was not committed", refusal, unknown));
	}

	private void ended(@Nullable Throwable error) {
		List<TransactionalRead> its;
		synchronized (this) {
			this.state = State.OVER;
			its = List.copyOf(this.reads);
		}
		if (error == null) {
			its.forEach(TransactionalRead::committed);
			this.sessions.release(this.session, true);
			this.completions.execute(() -> {
				this.committed.complete(null);
				this.rolledBack.complete(null);
			});
			return;
		}
		TransactionFailedException cause = (error instanceof TransactionFailedException known) ? known
				: failed(this + " was not committed", error, unknown(error));
		fail(cause);
		its.forEach(TransactionalRead::readAgain);
		// Deletes the session, and with it whatever is left of the transaction.
		this.sessions.release(this.session, false);
		this.completions.execute(() -> {
			this.committed.completeExceptionally(cause);
			this.rolledBack.complete(null);
		});
	}

	private static boolean unknown(Throwable error) {
		return Waits.unwrap(error) instanceof TransactionFailedException known && known.isOutcomeUnknown();
	}

	@Override
	public CompletableFuture<Void> rollback() {
		List<TransactionalRead> its;
		synchronized (this) {
			if (this.state != State.ACTIVE) {
				return this.rolledBack.copy();
			}
			this.state = State.OVER;
			its = List.copyOf(this.reads);
			if (this.failure == null) {
				this.failure = new TransactionFailedException(this + " was rolled back", StatusCode.CANCELLED,
						List.of(), RetryVerdict.FATAL, false, null);
			}
		}
		RollbackTransactionRequest request = RollbackTransactionRequest.newBuilder()
			.setSessionId(this.session.id())
			.setTxId(id())
			.build();
		// A message that comes after the rollback would cost its stream.
		settledWrites()
			.thenCompose((done) -> this.sessions.calls().rollback(this.session.node(), request, this.timeout))
			.whenComplete((response, error) -> {
				boolean clean = response != null && response.getStatus() == StatusIds.StatusCode.SUCCESS;
				its.forEach(TransactionalRead::readAgain);
				this.sessions.release(this.session, clean);
				this.completions.execute(() -> {
					this.rolledBack.complete(null);
					this.committed.completeExceptionally(new IllegalStateException(this + " was rolled back"));
				});
			});
		return this.rolledBack.copy();
	}

	private CompletableFuture<Void> settledWrites() {
		CompletableFuture<Void> settled = new CompletableFuture<>();
		CompletableFuture<Void> all = CompletableFuture.allOf(this.writes.toArray(new CompletableFuture<?>[0]));
		if (all.isDone()) {
			return CompletableFuture.completedFuture(null);
		}
		var timeLimit = this.sessions.loop().schedule(this + " rollback", ROLLBACK_WAIT, () -> settled.complete(null));
		all.whenComplete((done, error) -> this.sessions.loop().execute(() -> {
			timeLimit.cancel();
			settled.complete(null);
		}));
		return settled;
	}

	@Override
	public void close() {
		var unused = rollback();
	}

	@Override
	public String toString() {
		return "transaction " + id();
	}

}
