package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.client.internal.tx.ScriptedQueryCalls.Step;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.query.NodeShutdownHint;
import io.ydbtopic.proto.query.SessionState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Sessions are made when needed, used again, bounded, and deleted. */
class QuerySessionsTest {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	private final ScriptedQueryCalls server = new ScriptedQueryCalls();

	private final QuerySessions sessions = new QuerySessions("c/tx", this.runtime, this.server);

	private CompletableFuture<QuerySession> acquire() {
		CompletableFuture<QuerySession> session = this.sessions.acquire(LIMIT);
		this.runtime.settle();
		return session;
	}

	private void release(QuerySession session, boolean clean) {
		this.sessions.release(session, clean);
		this.runtime.settle();
	}

	private static TopicException errorOf(CompletableFuture<?> future) {
		return (TopicException) future.handle((value, error) -> error).join();
	}

	private void closeAndCheckThatNothingIsLeft() {
		CompletableFuture<Void> closed = this.sessions.close(LIMIT);
		this.runtime.settle();
		assertThat(closed).isDone();
		assertThat(this.server.attached.openCalls()).as("open calls").isZero();
		assertThat(this.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void aSessionIsUsedAgain() {
		QuerySession first = acquire().join();
		release(first, true);
		assertThat(acquire().join()).isSameAs(first);
		assertThat(this.server.asked).containsExactly("create");
		assertThat(first.toString()).isEqualTo("session s1 at node 1");
		closeAndCheckThatNothingIsLeft();
	}

	@Test
	void aSessionWithSomethingOpenIsDeleted() {
		release(acquire().join(), false);
		assertThat(acquire().join().id()).isEqualTo("s2");
		assertThat(this.server.asked).containsExactly("create", "delete s1", "create");
		closeAndCheckThatNothingIsLeft();
	}

	@Test
	void aSessionThatEndedOrIsShutDownIsNotHandedOutAgain() {
		QuerySession ended = acquire().join();
		QuerySession shut = acquire().join();
		release(ended, true);
		this.server.attached.calls().get(0).end();
		this.server.attached.calls()
			.get(1)
			.reply(SessionState.newBuilder()
				.setStatus(StatusIds.StatusCode.SUCCESS)
				.setNodeShutdown(NodeShutdownHint.getDefaultInstance())
				.build());
		this.runtime.settle();
		release(shut, true);
		assertThat(acquire().join().id()).isEqualTo("s3");
		assertThat(this.server.asked).contains("delete s2");
		closeAndCheckThatNothingIsLeft();
	}

	@Test
	void whoFindsNoneFreeWaitsForItsTurn() {
		List<QuerySession> taken = new ArrayList<>();
		for (int i = 0; i < QuerySessions.MAX; i++) {
			taken.add(acquire().join());
		}
		CompletableFuture<QuerySession> first = acquire();
		CompletableFuture<QuerySession> second = acquire();
		assertThat(first).isNotDone();
		release(taken.get(5), true);
		assertThat(first.join()).isSameAs(taken.get(5));
		assertThat(second).isNotDone();
		release(taken.get(6), false);
		assertThat(second.join().id()).isEqualTo("s" + (QuerySessions.MAX + 1));
		CompletableFuture<QuerySession> late = acquire();
		this.runtime.advance(LIMIT);
		assertThat(errorOf(late)).hasMessage("c/tx: no session within PT10S (64 of at most 64 are in use)");
		release(taken.get(7), true);
		assertThat(acquire()).as("who gave up is passed over").isCompleted();
		closeAndCheckThatNothingIsLeft();
	}

	@Test
	void anIdleSessionIsDeletedAfterAMinute() {
		QuerySession one = acquire().join();
		QuerySession two = acquire().join();
		release(one, true);
		this.runtime.advance(Duration.ofSeconds(30));
		release(two, true);
		this.runtime.advance(Duration.ofMinutes(3));
		assertThat(this.server.asked).containsExactly("create", "create", "delete s1", "delete s2");
		assertThat(this.runtime.pendingTimers()).isEmpty();
		assertThat(this.server.attached.openCalls()).isZero();
		assertThat(acquire().join().id()).isEqualTo("s3");
		closeAndCheckThatNothingIsLeft();
	}

	@Test
	void aSessionThatCantBeMadeFailsWhoAskedAndCostsNoPlace() {
		this.server.statuses.put(Step.CREATE, StatusIds.StatusCode.OVERLOADED);
		for (int i = 0; i < 2 * QuerySessions.MAX; i++) {
			assertThat(errorOf(acquire()).status()).isEqualTo(StatusCode.OVERLOADED);
		}
		this.server.statuses.put(Step.CREATE, StatusIds.StatusCode.SUCCESS);
		this.server.statuses.put(Step.ATTACH, StatusIds.StatusCode.BAD_SESSION);
		for (int i = 0; i < 2 * QuerySessions.MAX; i++) {
			assertThat(errorOf(acquire()).status()).isEqualTo(StatusCode.BAD_SESSION);
		}
		this.server.statuses.put(Step.ATTACH, StatusIds.StatusCode.SUCCESS);
		assertThat(acquire()).isCompleted();
		closeAndCheckThatNothingIsLeft();
	}

	@Test
	void anAttachWithoutAnAnswerIsGivenUp() {
		this.server.answersAttach = false;
		CompletableFuture<QuerySession> session = acquire();
		this.runtime.advance(LIMIT);
		assertThat(session).isCompletedExceptionally();
		this.runtime.advance(LIMIT);
		assertThat(this.server.attached.openCalls()).isZero();
		closeAndCheckThatNothingIsLeft();
	}

	@Test
	void aCloseTellsWhoWaitsAndWhoComesLater() {
		this.server.answersCreate = false;
		CompletableFuture<QuerySession> waiting = acquire();
		QuerySessions other = new QuerySessions("c/tx", this.runtime, this.server);
		CompletableFuture<Void> closed = other.close(LIMIT);
		CompletableFuture<QuerySession> late = other.acquire(LIMIT);
		this.runtime.settle();
		assertThat(closed).isDone();
		assertThat(errorOf(late)).isInstanceOf(TopicClosedException.class);
		this.runtime.advance(LIMIT);
		assertThat(waiting).isCompletedExceptionally();
	}

	@Test
	void aSessionThatComesAfterTheCloseIsDeleted() {
		this.server.answersAttach = false;
		CompletableFuture<QuerySession> session = acquire();
		CompletableFuture<Void> closed = this.sessions.close(LIMIT);
		this.runtime.settle();
		this.server.attached.last().reply(SessionState.newBuilder().setStatus(StatusIds.StatusCode.SUCCESS).build());
		this.runtime.settle();
		assertThat(closed).isDone();
		assertThat(errorOf(session)).isInstanceOf(TopicClosedException.class);
		assertThat(this.server.asked).containsExactly("create", "delete s1");
		closeAndCheckThatNothingIsLeft();
	}

}
