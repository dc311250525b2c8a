package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.client.internal.stream.StreamListener;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.proto.query.AttachSessionRequest;
import io.ydbtopic.proto.query.DeleteSessionRequest;
import io.ydbtopic.proto.query.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * One session at one node, which lives as long as its attach stream. Confined to the loop
 * of its pool.
 */
final class QuerySession implements StreamListener<SessionState> {

	private final String id;

	private final int node;

	private final SerialLoop loop;

	private final QueryCalls calls;

	private final CompletableFuture<QuerySession> attached = new CompletableFuture<>();

	private @Nullable StreamCall<AttachSessionRequest> call;

	private Scheduled timeLimit = Scheduled.NONE;

	/** Why it is over; null while it lives. */
	private @Nullable TopicException end;

	/** When it was given back, in monotonic time. */
	long idleSince;

	QuerySession(String id, int node, SerialLoop loop, QueryCalls calls) {
		this.id = id;
		this.node = node;
		this.loop = loop;
		this.calls = calls;
	}

	/** Opens the stream that keeps the session. */
	CompletableFuture<QuerySession> attach(Duration timeout) {
		this.loop.assertInLoop();
		StreamCall<AttachSessionRequest> opened = this.calls.attach(this.node).open(this.loop, toString(), this);
		this.call = opened;
		this.timeLimit = this.loop.schedule(this + " attach", timeout,
				() -> over(new TopicException(this + ": not attached within " + timeout,
						StatusCode.TRANSPORT_DEADLINE_EXCEEDED, RetryVerdict.RETRY_SLOW)));
		opened.request(Integer.MAX_VALUE);
		opened.send(AttachSessionRequest.newBuilder().setSessionId(this.id).build());
		opened.halfClose();
		return this.attached;
	}

	@Override
	public void onMessage(SessionState state) {
		TopicException failure = StatusMapping.failureOf(state.getStatus(), state.getIssuesList(), toString());
		if (failure != null) {
			over(TransactionFailures.ofSession(failure));
		}
		else if (state.hasNodeShutdown() || state.hasSessionShutdown()) {
			// The transaction that has it may end; no other gets it.
			this.end = ended("the server shuts it down");
			this.attached.completeExceptionally(ended("the server shuts it down"));
		}
		else {
			this.timeLimit.cancel();
			this.attached.complete(this);
		}
	}

	@Override
	public void onReady() {
		// The request is on its way already.
	}

	@Override
	public void onClosed(@Nullable TopicException error) {
		this.call = null;
		over((error != null) ? TransactionFailures.ofSession(error) : ended("the server ended it"));
	}

	private TopicException ended(String why) {
		return new TopicException(this + ": " + why, StatusCode.BAD_SESSION, RetryVerdict.RETRY_FAST);
	}

	private void over(TopicException cause) {
		this.timeLimit.cancel();
		if (this.end == null) {
			this.end = cause;
		}
		cancel("over");
		this.attached.completeExceptionally(cause);
	}

	private void cancel(String reason) {
		StreamCall<AttachSessionRequest> open = this.call;
		this.call = null;
		if (open != null) {
			open.cancel(reason);
		}
	}

	boolean isAlive() {
		return this.end == null;
	}

	/**
	 * Ends it: the server rolls back what it has open.
	 * @return done when the server has answered, or will not; never fails
	 */
	CompletableFuture<Void> delete(Duration timeout) {
		this.loop.assertInLoop();
		if (this.end == null) {
			this.end = ended("deleted");
		}
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.calls.delete(this.node, DeleteSessionRequest.newBuilder().setSessionId(this.id).build(), timeout)
			.whenComplete((response, error) -> this.loop.execute(() -> {
				// Without an answer the end of the stream ends the session.
				cancel("deleted");
				done.complete(null);
			}));
		return done;
	}

	String id() {
		return this.id;
	}

	int node() {
		return this.node;
	}

	@Override
	public String toString() {
		return "session " + this.id.substring(Math.max(0, this.id.length() - 12)) + " at node " + this.node;
	}

	static TopicException missingId(String what) {
		return new TopicException(what + ": the server gave no id", StatusCode.CLIENT_PROTOCOL_VIOLATION, List.of(),
				RetryVerdict.RETRY_SLOW, null);
	}

}
