package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.proto.query.BeginTransactionRequest;
import io.ydbtopic.proto.query.BeginTransactionResponse;
import io.ydbtopic.proto.query.SerializableModeSettings;
import io.ydbtopic.proto.query.TransactionSettings;

/**
 * Begins transactions: takes a session and opens one on it. A session on which that
 * failed is given up. Thread-safe.
 *
 * @param timeout most time for the begin, and for the commit
 * @param completions runs what applications hang on futures
 */
public record TransactionBegin(QuerySessions sessions, Duration timeout, Executor completions) {

	/** Begins one. */
	public CompletableFuture<TopicTransaction> begin() {
		CompletableFuture<TopicTransaction> result = new CompletableFuture<>();
		this.sessions.acquire(this.timeout).whenComplete((session, error) -> {
			if (session != null) {
				beginOn(session, result);
			}
			else {
				fail(result, TransactionFailures.notBegun(this.sessions + ": a transaction can't begin", error));
			}
		});
		return result;
	}

	private void beginOn(QuerySession session, CompletableFuture<TopicTransaction> result) {
		BeginTransactionRequest request = BeginTransactionRequest.newBuilder()
			.setSessionId(session.id())
			.setTxSettings(TransactionSettings.newBuilder()
				.setSerializableReadWrite(SerializableModeSettings.getDefaultInstance()))
			.build();
		this.sessions.calls()
			.begin(session.node(), request, this.timeout)
			.thenApply((response) -> idOf(response, session))
			.whenComplete((id, error) -> {
				if (id == null) {
					this.sessions.release(session, false);
					fail(result, TransactionFailures.failed(session + ": a transaction can't begin", error, false));
				}
				else {
					complete(result,
							new DefaultTransaction(this.sessions, session, id, this.timeout, this.completions));
				}
			});
	}

	private static String idOf(BeginTransactionResponse response, QuerySession session) {
		String what = session + ": begin transaction";
		TopicException failure = StatusMapping.failureOf(response.getStatus(), response.getIssuesList(), what);
		if (failure != null) {
			throw failure;
		}
		String id = response.getTxMeta().getId();
		if (id.isEmpty()) {
			throw QuerySession.missingId(what);
		}
		return id;
	}

	private void fail(CompletableFuture<?> result, Throwable cause) {
		this.completions.execute(() -> result.completeExceptionally(cause));
	}

	/** Who has cancelled the future never learns of the transaction: it must not stay. */
	private void complete(CompletableFuture<TopicTransaction> result, DefaultTransaction begun) {
		this.completions.execute(() -> {
			if (!result.complete(begun)) {
				begun.close();
			}
		});
	}

}
