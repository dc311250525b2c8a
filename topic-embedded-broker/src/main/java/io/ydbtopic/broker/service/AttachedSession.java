package io.ydbtopic.broker.service;

import java.util.concurrent.Executor;

import io.grpc.stub.ServerCallStreamObserver;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.runtime.SerialQueue;
import io.ydbtopic.broker.tx.QuerySession;
import io.ydbtopic.broker.tx.QuerySessions;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.query.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * The stream that a query session lives by: it says that the session lives, and ends with
 * it; when the client goes, the session goes. Safe for use by many threads.
 */
final class AttachedSession {

	private final ServerCallStreamObserver<SessionState> call;

	/** One message at a time, and none after the end. */
	private final SerialQueue queue;

	/** Null before the session was found. */
	private @Nullable QuerySession session;

	private boolean done;

	AttachedSession(ServerCallStreamObserver<SessionState> call, Executor executor) {
		this.call = call;
		this.queue = new SerialQueue("attached session", executor);
	}

	void attach(QuerySessions sessions, String id, int node) {
		this.call.setOnCancelHandler(() -> this.queue.execute(() -> clientGone(sessions)));
		this.queue.execute(() -> begin(sessions, id, node));
	}

	private void begin(QuerySessions sessions, String id, int node) {
		try {
			QuerySession found = sessions.get(id, node);
			found.attach((reason) -> this.queue.execute(() -> end(reason)));
			this.session = found;
			this.call.onNext(SessionState.newBuilder().setStatus(StatusCode.SUCCESS).build());
		}
		catch (RejectedException ex) {
			end(ex);
		}
	}

	private void clientGone(QuerySessions sessions) {
		this.done = true;
		QuerySession left = this.session;
		if (left != null) {
			sessions.end(left, null);
		}
	}

	private void end(@Nullable RejectedException reason) {
		if (this.done) {
			return;
		}
		this.done = true;
		if (reason != null) {
			this.call.onNext(SessionState.newBuilder().setStatus(reason.status()).addIssues(reason.issue()).build());
		}
		this.call.onCompleted();
	}

}
