package io.ydbtopic.client.internal.keyed;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.write.OutboxEntry;
import io.ydbtopic.client.internal.write.PartitionStream;

/**
 * Asks what a partition has stored before it was split: a stream of that partition's
 * producer to a child, whose handshake counts the numbers of its ancestors. Nothing can
 * be added to them any more, so the answer is final. No message is ever written on it.
 * Confined to the keyed writer's loop.
 */
final class FloorProbe implements PartitionStream.Events {

	private final Hold hold;

	private final long child;

	private final PartitionRouter router;

	private final PartitionStream stream;

	private boolean closed;

	FloorProbe(Hold hold, long child, PartitionStreams streams, PartitionRouter router) {
		this.hold = hold;
		this.child = child;
		this.router = router;
		this.stream = streams.open(child, hold.partition, this);
	}

	void start() {
		this.stream.start();
	}

	CompletableFuture<Void> close() {
		this.closed = true;
		return this.stream.close();
	}

	@Override
	public void connected(WriterInfo info) {
		if (!this.closed) {
			this.router.floorKnown(this.hold, info.lastSequenceNumber());
		}
	}

	@Override
	public void inactive() {
		if (!this.closed) {
			this.router.probeLost(this.hold, this.child);
		}
	}

	@Override
	public void ended(TopicException cause, List<? extends OutboxEntry> left, int maybeStored) {
		if (!this.closed) {
			this.router.failed(cause);
		}
	}

}
