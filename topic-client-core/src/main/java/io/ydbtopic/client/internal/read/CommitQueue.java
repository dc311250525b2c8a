package io.ydbtopic.client.internal.read;

import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest;

/**
 * The commits of one connection on their way to the server: those of one turn share a
 * request over all partitions, each partition with one contiguous range. {@link #add} may
 * be called from any thread; all else is confined to the reader's loop.
 */
final class CommitQueue {

	private final SerialLoop loop;

	private final Consumer<CommitOffsetRequest> server;

	/** Told of each session whose commits were looked at. */
	private final Consumer<PartitionTrack> afterwards;

	private final Queue<CommitCall> calls = new ConcurrentLinkedQueue<>();

	/** Whether a turn is on its way; spares a hop for all but the first. */
	private final AtomicBoolean scheduled = new AtomicBoolean();

	/** Sessions that may have something to ask for, in the order of their calls. */
	private final Set<PartitionTrack> touched = new LinkedHashSet<>();

	CommitQueue(SerialLoop loop, Consumer<CommitOffsetRequest> server, Consumer<PartitionTrack> afterwards) {
		this.loop = loop;
		this.server = server;
		this.afterwards = afterwards;
	}

	/** Takes a commit from any thread. */
	void add(CommitCall call) {
		this.calls.add(call);
		schedule();
	}

	/** A session has commits from before, and may send them now. */
	void add(PartitionTrack track) {
		this.touched.add(track);
		schedule();
	}

	private void schedule() {
		if (!this.scheduled.get() && this.scheduled.compareAndSet(false, true)) {
			this.loop.execute(this::send);
		}
	}

	private void send() {
		this.scheduled.set(false);
		takeCalls();
		CommitOffsetRequest.Builder request = CommitOffsetRequest.newBuilder();
		for (PartitionTrack track : this.touched) {
			CommitRanges ranges = track.commits().ranges();
			if (track.isActive() && ranges.hasRequest()) {
				long start = ranges.requestStart();
				request.addCommitOffsets(CommitOffsetRequest.PartitionCommitOffset.newBuilder()
					.setPartitionSessionId(track.sessionId())
					.addOffsets(OffsetsRange.newBuilder().setStart(start).setEnd(ranges.takeRequest())));
			}
		}
		if (request.getCommitOffsetsCount() > 0) {
			this.server.accept(request.build());
		}
		Set<PartitionTrack> looked = new LinkedHashSet<>(this.touched);
		this.touched.clear();
		looked.forEach(this.afterwards);
	}

	/** Gives each session the commits that were requested of it and not sent yet. */
	void takeCalls() {
		CommitCall call = this.calls.poll();
		while (call != null) {
			call.track().takeCommit(call);
			this.touched.add(call.track());
			call = this.calls.poll();
		}
	}

	/** Whether nothing waits for its turn. */
	boolean isEmpty() {
		return this.calls.isEmpty();
	}

}
