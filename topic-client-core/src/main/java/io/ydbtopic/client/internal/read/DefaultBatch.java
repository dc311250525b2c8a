package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.internal.tx.TransactionalRead;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one partition that are handed out together.
 *
 * @param <T> type of the values
 */
final class DefaultBatch<T> implements MessageBatch<T>, TransactionalRead {

	private final PartitionTrack track;

	private final List<ReceivedMessage<T>> messages;

	private final long rangeStart;

	private final long rangeEnd;

	/** How often its session's place had been changed when it was made. */
	private final int seeks;

	DefaultBatch(PartitionTrack track, List<ReceivedMessage<T>> messages, long rangeStart, long rangeEnd) {
		this.track = track;
		this.messages = messages;
		this.rangeStart = rangeStart;
		this.rangeEnd = rangeEnd;
		this.seeks = track.seeks();
	}

	/** Whether its session lives, and is where it was. */
	boolean isWanted() {
		return this.track.isActive() && this.track.seeks() == this.seeks;
	}

	@Override
	public List<ReceivedMessage<T>> messages() {
		return this.messages;
	}

	@Override
	public PartitionSession session() {
		return this.track;
	}

	@Override
	public CompletableFuture<Void> commit() {
		return this.track.commit(this.rangeStart, this.rangeEnd);
	}

	@Override
	public void nack(Duration delay) {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("delay: " + delay + " (expected: zero or more)");
		}
		this.track.connection().handBack(this.track, this, delay);
	}

	@Override
	public String topic() {
		return this.track.topic();
	}

	@Override
	public long partitionId() {
		return this.track.partitionId();
	}

	@Override
	public @Nullable String consumer() {
		return this.track.connection().consumer();
	}

	@Override
	public long start() {
		return this.rangeStart;
	}

	@Override
	public long end() {
		return this.rangeEnd;
	}

	@Override
	public boolean isCurrent() {
		return this.track.isActive();
	}

	@Override
	public void committed() {
		this.track.connection().committedInTransaction(this.track, this.rangeEnd);
	}

	@Override
	public void readAgain() {
		this.track.connection().readAgain(this.track);
	}

	@Override
	public String toString() {
		return this.track + "@" + this.rangeStart + ".." + this.rangeEnd;
	}

}
