package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.proto.query.CreateSessionResponse;
import org.jspecify.annotations.Nullable;

/**
 * Query sessions, each for one transaction at a time: kept for a while when it is done,
 * deleted when nobody wants it. Bounded; who finds none free waits. Confined to its loop,
 * but for {@link #acquire}, {@link #release} and {@link #close}.
 */
public final class QuerySessions {

	/** More transactions at once than that are a sign of some that are never ended. */
	static final int MAX = 64;

	static final Duration IDLE = Duration.ofMinutes(1);

	private final String id;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final QueryCalls calls;

	/** The one used last comes first, so that others get idle. */
	private final ArrayDeque<QuerySession> free = new ArrayDeque<>();

	private final Set<QuerySession> taken = new HashSet<>();

	private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

	/** Sessions that exist or are being made. */
	private int count;

	private Scheduled idleCheck = Scheduled.NONE;

	private boolean closed;

	public QuerySessions(String id, ClientRuntime runtime, QueryCalls calls) {
		this.id = id;
		this.runtime = runtime;
		this.loop = runtime.newLoop(id);
		this.calls = calls;
	}

	SerialLoop loop() {
		return this.loop;
	}

	ClientRuntime runtime() {
		return this.runtime;
	}

	QueryCalls calls() {
		return this.calls;
	}

	private record Waiter(CompletableFuture<QuerySession> result, Duration timeout, Scheduled timeLimit) {
	}

	/** A session that is attached; it must be given back. */
	CompletableFuture<QuerySession> acquire(Duration timeout) {
		CompletableFuture<QuerySession> result = new CompletableFuture<>();
		this.loop.execute(() -> {
			if (this.closed) {
				result.completeExceptionally(new TopicClosedException(this.id + " is closed"));
				return;
			}
			Scheduled timeLimit = this.loop.schedule(this.id + " session limit", timeout,
					() -> result.completeExceptionally(new TopicException(
							this.id + ": no session within " + timeout + " (" + this.taken.size() + " of at most " + MAX
									+ " are in use)",
							StatusCode.TRANSPORT_DEADLINE_EXCEEDED, RetryVerdict.RETRY_SLOW)));
			this.waiters.add(new Waiter(result, timeout, timeLimit));
			serve();
		});
		return result;
	}

	private void serve() {
		this.waiters.removeIf((waiter) -> waiter.result().isDone());
		while (!this.waiters.isEmpty()) {
			QuerySession session = this.free.poll();
			if (session != null && !session.isAlive()) {
				this.count--;
				continue;
			}
			if (session == null && this.count >= MAX) {
				return;
			}
			Waiter waiter = this.waiters.remove();
			if (session != null) {
				hand(session, waiter);
			}
			else {
				this.count++;
				make(waiter);
			}
		}
	}

	private void hand(QuerySession session, Waiter waiter) {
		waiter.timeLimit().cancel();
		this.taken.add(session);
		if (!waiter.result().complete(session)) {
			release(session, true);
		}
	}

	private void make(Waiter waiter) {
		this.calls.create(waiter.timeout())
			.whenComplete((response, error) -> this.loop.execute(() -> created(waiter, response, error)));
	}

	private void created(Waiter waiter, @Nullable CreateSessionResponse response, @Nullable Throwable error) {
		TopicException failure = (response == null)
				? Waits.asTopicException(this.id + ": no session",
						(error != null) ? error : new IllegalStateException())
				: StatusMapping.failureOf(response.getStatus(), response.getIssuesList(), this.id + ": create session");
		if (failure == null && response != null && response.getSessionId().isEmpty()) {
			failure = QuerySession.missingId(this.id + ": create session");
		}
		if (failure != null || response == null) {
			notMade(waiter, (failure != null) ? failure : QuerySession.missingId(this.id));
			return;
		}
		QuerySession session = new QuerySession(response.getSessionId(), (int) response.getNodeId(), this.loop,
				this.calls);
		session.attach(waiter.timeout()).whenComplete((attached, failed) -> {
			if (attached == null) {
				notMade(waiter, Waits.asTopicException(this.id + ": no session",
						(failed != null) ? failed : new IllegalStateException()));
			}
			else if (this.closed) {
				this.count--;
				var unused = session.delete(waiter.timeout());
				notMadeClosed(waiter);
			}
			else {
				hand(session, waiter);
			}
		});
	}

	private void notMadeClosed(Waiter waiter) {
		waiter.timeLimit().cancel();
		waiter.result().completeExceptionally(new TopicClosedException(this.id + " is closed"));
	}

	private void notMade(Waiter waiter, TopicException cause) {
		this.count--;
		waiter.timeLimit().cancel();
		waiter.result().completeExceptionally(cause);
		serve();
	}

	/**
	 * Gives a session back, from any thread.
	 * @param clean whether nothing is open on it; otherwise it is deleted
	 */
	void release(QuerySession session, boolean clean) {
		this.loop.execute(() -> {
			if (!this.taken.remove(session)) {
				return;
			}
			if (clean && session.isAlive() && !this.closed) {
				session.idleSince = this.runtime.nanoTime();
				this.free.addFirst(session);
				watchIdle();
			}
			else {
				this.count--;
				var unused = session.delete(IDLE);
			}
			serve();
		});
	}

	private void watchIdle() {
		this.idleCheck.cancel();
		this.idleCheck = this.loop.schedule(this.id + " idle sessions", IDLE, this::deleteIdle);
	}

	private void deleteIdle() {
		long before = this.runtime.nanoTime() - IDLE.toNanos();
		QuerySession last = this.free.peekLast();
		while (last != null && last.idleSince - before <= 0) {
			this.free.removeLast();
			this.count--;
			var unused = last.delete(IDLE);
			last = this.free.peekLast();
		}
		if (last != null) {
			watchIdle();
		}
	}

	/**
	 * Deletes all sessions, with what is open on them. Harmless when repeated; from any
	 * thread.
	 * @return done when the server knows, or did not answer in time; never fails
	 */
	public CompletableFuture<Void> close(Duration timeout) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.loop.execute(() -> {
			this.closed = true;
			this.idleCheck.cancel();
			this.waiters.forEach(this::notMadeClosed);
			this.waiters.clear();
			List<QuerySession> all = new ArrayList<>(this.free);
			all.addAll(this.taken);
			this.free.clear();
			this.taken.clear();
			CompletableFuture
				.allOf(all.stream().map((session) -> session.delete(timeout)).toArray(CompletableFuture[]::new))
				.whenComplete((deleted, error) -> done.complete(null));
		});
		return done;
	}

	@Override
	public String toString() {
		return this.id;
	}

}
