package io.ydbtopic.spring.listener;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgments of one partition session: commits up to the first hole, and tells when
 * enough was acknowledged to hand out more. Thread-safe; calls the client and completes
 * futures outside its lock.
 *
 * @param <T> type of the values
 */
final class SessionAcks<T> {

	private final int maxUncommitted;

	private final boolean committing;

	private final AckLedger<Pending<T>> ledger = new AckLedger<>();

	/** Waits for room; done while there is some. */
	private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

	private boolean over;

	/**
	 * Acknowledgments of a session.
	 * @param maxUncommitted messages beyond which there is no room
	 * @param committing whether there is a consumer to commit to
	 */
	SessionAcks(int maxUncommitted, boolean committing) {
		this.maxUncommitted = maxUncommitted;
		this.committing = committing;
	}

	synchronized void handedOut(List<ReceivedMessage<T>> messages) {
		messages.forEach((message) -> this.ledger.handedOut(message.offset(),
				new Pending<>(message, new CompletableFuture<>())));
		if (this.ledger.size() > this.maxUncommitted && this.room.isDone() && !this.over) {
			this.room = new CompletableFuture<>();
		}
	}

	/** Done as soon as no more messages than allowed wait for their acknowledgment. */
	synchronized CompletableFuture<Void> room() {
		return this.room;
	}

	/**
	 * A message is done: by acknowledgment, or because a recoverer took it.
	 * @return done when the server has stored it
	 */
	CompletableFuture<Void> done(ReceivedMessage<?> message) {
		Pending<T> pending;
		List<Pending<T>> free;
		CompletableFuture<Void> opened = null;
		synchronized (this) {
			pending = this.ledger.find(message.offset());
			free = this.ledger.done(message.offset());
			if (this.ledger.size() <= this.maxUncommitted) {
				opened = this.room;
			}
		}
		free.forEach(this::commit);
		if (opened != null) {
			opened.complete(null);
		}
		// Not in the ledger: it is committed already, or the session is over; the client
		// knows.
		if (pending == null) {
			return this.committing ? message.commit() : CompletableFuture.completedFuture(null);
		}
		return pending.committed;
	}

	private void commit(Pending<T> pending) {
		if (!this.committing) {
			pending.committed.complete(null);
			return;
		}
		CompletableFuture<Void> commit = pending.message.commit();
		Commits.log(commit, pending.message);
		commit.whenComplete((done, error) -> complete(pending.committed, error));
	}

	private static void complete(CompletableFuture<Void> future, @Nullable Throwable error) {
		if (error != null) {
			future.completeExceptionally(error);
		}
		else {
			future.complete(null);
		}
	}

	/** Messages that wait for their acknowledgment. */
	synchronized int size() {
		return this.ledger.size();
	}

	/** The container stops: nobody waits for room, acknowledgments still count. */
	void releaseRoom() {
		CompletableFuture<Void> waiting;
		synchronized (this) {
			this.over = true;
			waiting = this.room;
		}
		waiting.complete(null);
	}

	/** The session is over: what waits for an earlier message will come again. */
	void ended() {
		List<Pending<T>> left;
		CompletableFuture<Void> waiting;
		synchronized (this) {
			this.over = true;
			left = this.ledger.clear();
			waiting = this.room;
		}
		waiting.complete(null);
		left.forEach((pending) -> pending.committed
			.completeExceptionally(new PartitionSessionEndedException("The session of topic '" + pending.message.topic()
					+ "' partition " + pending.message.partitionId() + " ended before offset "
					+ pending.message.offset() + " could be committed; it is delivered again")));
	}

	private record Pending<T>(ReceivedMessage<T> message, CompletableFuture<Void> committed) {
	}

}
