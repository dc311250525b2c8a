package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.query.RollbackTransactionRequest;
import io.ydbtopic.proto.topic.TransactionIdentity;
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

	private final TransactionContents contents;

	private volatile @Nullable TopicException failure;

	/** A transaction that is open at the server. */
	DefaultTransaction(QuerySessions sessions, QuerySession session, String id, Duration timeout,
			Executor completions) {
		this.sessions = sessions;
		this.session = session;
		this.identity = TransactionIdentity.newBuilder().setId(id).setSession(session.id()).build();
		this.timeout = timeout;
		this.completions = completions;
		this.contents = new TransactionContents("transaction " + id, sessions.loop());
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
		TransactionalRead known = this.contents.checkRead(read);
		synchronized (this) {
			refuseUnlessActive();
			this.contents.add(known);
		}
	}

	private void refuseUnlessActive() {
		TopicException cause = this.failure;
		if (cause != null) {
			throw TransactionFailures.failed(this + " has failed", cause, false);
		}
		if (this.state != State.ACTIVE) {
			throw new IllegalStateException(
					this + " is over (expected: a transaction that was neither committed nor rolled back)");
		}
	}

	@Override
	public void join(CompletableFuture<WriteAck> ack) {
		synchronized (this) {
			refuseUnlessActive();
			this.contents.add(ack);
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
		TransactionCommit commit = new TransactionCommit(this.sessions, this.session.node(), this.identity,
				this.timeout);
		allWritten().thenCompose((done) -> commit.moveOffsets(this.contents))
			.thenCompose((done) -> commit.send())
			.whenComplete((done, error) -> ended(error));
		return this.committed.copy();
	}

	/** Why a message was lost comes before that it was. */
	private CompletableFuture<Void> allWritten() {
		TopicException known = this.failure;
		if (known != null) {
			return CompletableFuture.failedFuture(known);
		}
		return this.contents.setAside(this.timeout).handle((done, error) -> {
			Throwable cause = (this.failure != null) ? this.failure : error;
			return (cause != null) ? CompletableFuture.<Void>failedFuture(cause)
					: CompletableFuture.<Void>completedFuture(null);
		}).thenCompose((outcome) -> outcome);
	}

	private void ended(@Nullable Throwable error) {
		synchronized (this) {
			this.state = State.OVER;
		}
		List<TransactionalRead> its = this.contents.reads();
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
				: TransactionFailures.failed(this + " was not committed", error,
						TransactionFailures.isOutcomeUnknown(error));
		fail(cause);
		its.forEach(TransactionalRead::readAgain);
		// Deletes the session, and with it whatever is left of the transaction.
		this.sessions.release(this.session, false);
		this.completions.execute(() -> {
			this.committed.completeExceptionally(cause);
			this.rolledBack.complete(null);
		});
	}

	@Override
	public CompletableFuture<Void> rollback() {
		synchronized (this) {
			if (this.state != State.ACTIVE) {
				return this.rolledBack.copy();
			}
			this.state = State.OVER;
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
		this.contents.settled(ROLLBACK_WAIT)
			.thenCompose((done) -> this.sessions.calls().rollback(this.session.node(), request, this.timeout))
			.whenComplete((response, error) -> {
				boolean clean = response != null && response.getStatus() == StatusIds.StatusCode.SUCCESS;
				this.contents.reads().forEach(TransactionalRead::readAgain);
				this.sessions.release(this.session, clean);
				this.completions.execute(() -> {
					this.rolledBack.complete(null);
					this.committed.completeExceptionally(new IllegalStateException(this + " was rolled back"));
				});
			});
		return this.rolledBack.copy();
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
