package io.ydbtopic.client.internal.read;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest;
import org.jspecify.annotations.Nullable;

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

	/** The newest commit that waits for its turn; null when there is none. */
	private final AtomicReference<@Nullable CommitCall> newest = new AtomicReference<>();

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
		CommitCall before = this.newest.get();
		call.before = before;
		while (!this.newest.compareAndSet(before, call)) {
			before = this.newest.get();
			call.before = before;
		}
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
		CommitCall call = oldestFirst(this.newest.getAndSet(null));
		PartitionTrack last = null;
		while (call != null) {
			CommitCall after = call.before;
			// A future that lives long must not keep those that came after it.
			call.before = null;
			call.track().takeCommit(call);
			if (call.track() != last) {
				last = call.track();
				this.touched.add(last);
			}
			call = after;
		}
	}

	/** Turns the links around. */
	private static @Nullable CommitCall oldestFirst(@Nullable CommitCall newest) {
		CommitCall turned = null;
		CommitCall call = newest;
		while (call != null) {
			CommitCall before = call.before;
			call.before = turned;
			turned = call;
			call = before;
		}
		return turned;
	}

	/** Whether nothing waits for its turn. */
	boolean isEmpty() {
		return this.newest.get() == null;
	}

}
