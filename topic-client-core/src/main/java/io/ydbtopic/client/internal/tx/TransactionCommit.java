package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.proto.query.CommitTransactionRequest;
import io.ydbtopic.proto.query.CommitTransactionResponse;
import io.ydbtopic.proto.topic.TransactionIdentity;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import org.jspecify.annotations.Nullable;

/**
 * The requests that end a transaction well: the offsets, then the commit, each sent once
 * to the session's node, all within one time limit. It promises to tell whether the
 * outcome is known. Thread-safe.
 */
final class TransactionCommit {

	private final QuerySessions sessions;

	private final int node;

	private final TransactionIdentity identity;

	private final Duration timeout;

	private final long begun;

	/** A commit whose time begins now. */
	TransactionCommit(QuerySessions sessions, int node, TransactionIdentity identity, Duration timeout) {
		this.sessions = sessions;
		this.node = node;
		this.identity = identity;
		this.timeout = timeout;
		this.begun = sessions.runtime().nanoTime();
	}

	/** How much time the next request has; never nothing, so that it fails by itself. */
	Duration left() {
		Duration left = this.timeout.minusNanos(this.sessions.runtime().nanoTime() - this.begun);
		return (left.compareTo(Duration.ofMillis(1)) < 0) ? Duration.ofMillis(1) : left;
	}

	CompletableFuture<Void> moveOffsets(TransactionContents contents) {
		CompletableFuture<Void> moved = CompletableFuture.completedFuture(null);
		for (UpdateOffsetsInTransactionRequest request : contents.offsets(this.identity)) {
			moved = moved.thenCompose((done) -> this.sessions.calls()
				.updateOffsets(this.node, request, left())
				.thenAccept((response) -> StatusMapping.check(response.getOperation(),
						this + ": update offsets of consumer '" + request.getConsumer() + "'")));
		}
		return moved;
	}

	CompletableFuture<Void> send() {
		CommitTransactionRequest request = CommitTransactionRequest.newBuilder()
			.setSessionId(this.identity.getSession())
			.setTxId(this.identity.getId())
			.build();
		return this.sessions.calls()
			.commit(this.node, request, left())
			.handle(this::outcome)
			.thenCompose((outcome) -> outcome);
	}

	private CompletableFuture<Void> outcome(@Nullable CommitTransactionResponse response, @Nullable Throwable error) {
		if (response == null) {
			// Sent, and no answer.
			return CompletableFuture
				.failedFuture(TransactionFailures.failed(this + ": the commit was not answered", error, true));
		}
		TopicException refusal = StatusMapping.failureOf(response.getStatus(), response.getIssuesList(),
				this + ": commit");
		if (refusal == null) {
			return CompletableFuture.completedFuture(null);
		}
		return CompletableFuture.failedFuture(TransactionFailures.failed(this + " was not committed", refusal,
				TransactionFailures.leavesOpen(refusal.status())));
	}

	@Override
	public String toString() {
		return "transaction " + this.identity.getId();
	}

}
