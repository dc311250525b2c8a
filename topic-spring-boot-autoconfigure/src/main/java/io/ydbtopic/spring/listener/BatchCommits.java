package io.ydbtopic.spring.listener;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Commits a batch, bit by bit or as a whole, and never a message that it was not told of.
 * With {@link AckMode#MANUAL} that is the listener's business, except for what a
 * recoverer took. Used by one thread at a time.
 *
 * @param <T> type of the values
 */
final class BatchCommits<T> {

	private final MessageBatch<T> batch;

	/** Where each message is reported; {@code null} when the client is told directly. */
	private final @Nullable SessionAcks<T> acks;

	private final AckMode mode;

	/** Without a consumer there is nothing to commit to. */
	private final boolean possible;

	/** First message that is not committed. */
	private int committed;

	BatchCommits(MessageBatch<T> batch, @Nullable SessionAcks<T> acks, RunContext<T> context) {
		this.batch = batch;
		this.acks = acks;
		this.mode = context.ackMode();
		this.possible = context.consumer() != null;
	}

	/** Everything before a message is handled: commits it if that is not to wait. */
	void handled(int end) {
		if (this.mode == AckMode.RECORD || this.acks != null) {
			upTo(end);
		}
	}

	/** Commits everything before a message, unless the listener does that. */
	void upTo(int end) {
		if (this.mode == AckMode.MANUAL || this.mode == AckMode.TRANSACTION || end == this.committed) {
			return;
		}
		List<ReceivedMessage<T>> messages = this.batch.messages();
		SessionAcks<T> target = this.acks;
		if (target != null) {
			messages.subList(this.committed, end).forEach((message) -> Commits.log(target.done(message), message));
		}
		else if (this.possible && this.committed == 0 && end == messages.size()) {
			Commits.log(this.batch.commit(), messages.get(0));
		}
		else if (this.possible) {
			messages.subList(this.committed, end).forEach((message) -> Commits.log(message.commit(), message));
		}
		this.committed = end;
	}

	/**
	 * With {@link AckMode#TRANSACTION}: commits messages that no transaction covers.
	 * @return done when they are, because the next transaction begins behind them;
	 * {@code null} in other modes
	 */
	@Nullable CompletableFuture<Void> withoutTransaction(List<ReceivedMessage<T>> part) {
		if (this.mode != AckMode.TRANSACTION) {
			return null;
		}
		return CompletableFuture.allOf(part.stream().map((message) -> {
			CompletableFuture<Void> commit = message.commit();
			Commits.log(commit, message);
			return commit;
		}).toArray(CompletableFuture<?>[]::new));
	}

	/** A filter has left messages out, so a listener that acknowledges need not. */
	void leftOut(Part<T> part) {
		SessionAcks<T> target = this.acks;
		if (target != null && this.mode == AckMode.MANUAL) {
			part.all()
				.stream()
				.filter((message) -> !part.accepted().contains(message))
				.forEach((message) -> Commits.log(target.done(message), message));
		}
	}

	/** A recoverer has taken messages, so a listener that acknowledges need not. */
	void recovered(List<ReceivedMessage<T>> part) {
		SessionAcks<T> target = this.acks;
		if (target != null && this.mode == AckMode.MANUAL) {
			part.forEach((message) -> Commits.log(target.done(message), message));
		}
	}

}
