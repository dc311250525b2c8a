package io.ydbtopic.client.internal.keyed;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.write.OutboxEntry;
import io.ydbtopic.client.internal.write.PartitionStream;
import org.jspecify.annotations.Nullable;

/**
 * The way to one partition: its stream, and who gets what the stream leaves. Confined to
 * the keyed writer's loop.
 */
final class Lane implements PartitionStream.Events, WaitingQueue {

	private final long partition;

	private final PartitionStream stream;

	private final PartitionRouter router;

	/** Who gets what the stream leaves when it was closed because of a split. */
	private @Nullable Hold heir;

	private boolean closed;

	/** Messages that were handed to the stream and have no end. */
	private int pending;

	/** When the last message came, in monotonic time. */
	private long usedAt;

	/** Messages were added since the stream was told. */
	boolean touched;

	Lane(long partition, PartitionStreams streams, PartitionRouter router) {
		this.partition = partition;
		this.router = router;
		this.stream = streams.open(partition, partition, this);
	}

	long partition() {
		return this.partition;
	}

	void start() {
		this.stream.start();
	}

	void add(KeyedEntry entry, long now) {
		entry.lane = this;
		this.pending++;
		this.usedAt = now;
		this.stream.add(entry);
	}

	/** A message that was added has ended, or was handed back. */
	void ended(KeyedEntry entry) {
		entry.lane = null;
		this.pending--;
	}

	/** Sends what was added. */
	void dispatch(boolean now) {
		this.touched = false;
		this.stream.dispatch();
		if (now) {
			this.stream.hurry();
		}
	}

	/** Sends what lingers. */
	void hurry() {
		this.stream.hurry();
	}

	@Override
	public @Nullable KeyedEntry oldestUnsent() {
		return (KeyedEntry) this.stream.oldestUnsent();
	}

	@Override
	public void removeOldestUnsent() {
		this.stream.removeOldestUnsent();
	}

	boolean isIdleSince(long time) {
		return this.pending == 0 && this.usedAt - time <= 0;
	}

	/** Ends the stream; what it leaves goes to the hold, if there is one. */
	CompletableFuture<Void> close(@Nullable Hold hold) {
		this.heir = hold;
		this.closed = true;
		return this.stream.close();
	}

	@Override
	public void connected(WriterInfo info) {
		// The outbox has settled what the server has stored.
	}

	@Override
	public void inactive() {
		if (!this.closed) {
			this.router.partitionLost(this.partition);
		}
	}

	@Override
	public void ended(TopicException cause, List<? extends OutboxEntry> left, int maybeStored) {
		List<KeyedEntry> entries = left.stream().map(KeyedEntry.class::cast).toList();
		entries.forEach(this::ended);
		this.router.laneEnded(this, this.heir, entries, maybeStored, this.closed ? null : cause);
	}

	@Override
	public String toString() {
		return this.stream.toString();
	}

}
