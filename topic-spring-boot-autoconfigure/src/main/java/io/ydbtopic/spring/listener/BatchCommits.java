package io.ydbtopic.spring.listener;

import java.util.List;

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

	/**
	 * Acknowledgments of the session with {@link AckMode#MANUAL}, otherwise {@code null}.
	 */
	private final @Nullable SessionAcks<T> acks;

	/** Without a consumer there is nothing to commit to. */
	private final boolean possible;

	/** First message that is not committed. */
	private int committed;

	BatchCommits(MessageBatch<T> batch, @Nullable SessionAcks<T> acks, boolean possible) {
		this.batch = batch;
		this.acks = acks;
		this.possible = possible;
	}

	/** Commits everything before a message, unless the listener does that. */
	void upTo(int end) {
		if (this.acks != null || end == this.committed || !this.possible) {
			return;
		}
		List<ReceivedMessage<T>> messages = this.batch.messages();
		if (this.committed == 0 && end == messages.size()) {
			Commits.log(this.batch.commit(), messages.get(0));
		}
		else {
			messages.subList(this.committed, end).forEach((message) -> Commits.log(message.commit(), message));
		}
		this.committed = end;
	}

	/** A recoverer has taken messages, so a listener that acknowledges need not. */
	void recovered(List<ReceivedMessage<T>> part) {
		SessionAcks<T> target = this.acks;
		if (target != null) {
			part.forEach((message) -> Commits.log(target.done(message), message));
		}
	}

}
