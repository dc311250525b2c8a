package io.ydbtopic.client.internal.read;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * One partition session: what came and was not handed out, which commits wait, and the
 * one ordered queue of its data and lifecycle events. It knows its connection and dies
 * with it, so that a commit can never reach another stream. {@link #commit} and what
 * {@link PartitionSession} tells may be called from any thread; all else is confined to
 * the reader's loop.
 */
final class PartitionTrack implements PartitionSession {

	private final ReaderConnection connection;

	private final String id;

	private final long sessionId;

	private final String topic;

	private final long partitionId;

	private final long endOffsetAtStart;

	/** Where this session's user code runs, one call at a time. */
	private final SerialLoop userQueue;

	/** {@link Arrived} data and {@link Event}s, in the order in which they came. */
	private final ArrayDeque<Object> queue = new ArrayDeque<>();

	/** Futures by the offset that they wait for. */
	private final TreeMap<Long, List<CompletableFuture<Void>>> waiters = new TreeMap<>();

	private final CommitRanges ranges;

	/** Raised by the loop, read from any thread. */
	private volatile long committed;

	/** Lowered once, by the loop, before any waiter hears of the end. */
	private volatile boolean active = true;

	/** End of the last message handed out: where the next message's commit begins. */
	private long deliveredEnd;

	/** User code of this session is running or holds a batch; nothing else may begin. */
	private boolean busy;

	/** Told to the delivery as having data, and not yet taken from. */
	private boolean offered;

	/** A batch failed: nothing more is handed out by this session. */
	private boolean held;

	private boolean stopRequested;

	/** The stop waits only for commits of what was handed out. */
	private boolean stopAwaitsCommits;

	private Scheduled timer = Scheduled.NONE;

	PartitionTrack(ReaderConnection connection, long sessionId, String topic, long partitionId, long committed,
			long endOffset, SerialLoop userQueue) {
		this.connection = connection;
		this.id = connection.id() + "/" + sessionId + "-p" + partitionId;
		this.sessionId = sessionId;
		this.topic = topic;
		this.partitionId = partitionId;
		this.committed = committed;
		this.deliveredEnd = committed;
		this.endOffsetAtStart = endOffset;
		this.userQueue = userQueue;
		this.ranges = new CommitRanges(committed);
	}

	@Override
	public String topic() {
		return this.topic;
	}

	@Override
	public long partitionId() {
		return this.partitionId;
	}

	@Override
	public long sessionId() {
		return this.sessionId;
	}

	@Override
	public long committedOffset() {
		return this.committed;
	}

	@Override
	public long endOffsetAtStart() {
		return this.endOffsetAtStart;
	}

	@Override
	public boolean isActive() {
		return this.active;
	}

	/** Commits a range, from any thread. */
	CompletableFuture<Void> commit(long start, long end) {
		this.connection.checkConsumer();
		if (end <= this.committed) {
			return CompletableFuture.completedFuture(null);
		}
		if (!this.active) {
			return CompletableFuture.failedFuture(endedException());
		}
		CompletableFuture<Void> result = new CompletableFuture<>();
		this.connection.requestCommit(new CommitCall(this, start, end, result));
		return result;
	}

	private PartitionSessionEndedException endedException() {
		return new PartitionSessionEndedException(this.id + ": the session of topic '" + this.topic + "' partition "
				+ this.partitionId + " has ended; its uncommitted messages are delivered again to whoever has it now");
	}

	/** Takes a commit on the loop. */
	void takeCommit(CommitCall call) {
		if (call.end() <= this.committed) {
			this.connection.complete(List.of(call.result()), null);
		}
		else if (!this.active) {
			this.connection.complete(List.of(call.result()), endedException());
		}
		else {
			this.waiters.computeIfAbsent(call.end(), (end) -> new ArrayList<>(1)).add(call.result());
			this.ranges.add(call.start(), call.end());
		}
	}

	/** The server has committed everything before an offset. */
	void committedBy(long offset) {
		if (offset > this.committed) {
			this.committed = offset;
		}
		this.ranges.committed(offset);
		List<CompletableFuture<Void>> done = new ArrayList<>();
		while (!this.waiters.isEmpty() && this.waiters.firstKey() <= offset) {
			done.addAll(this.waiters.pollFirstEntry().getValue());
		}
		this.connection.complete(done, null);
	}

	/** The application starts at another offset than the committed one. */
	void startAt(@Nullable Long commitOffset) {
		if (commitOffset != null) {
			committedBy(commitOffset);
			this.deliveredEnd = Math.max(this.deliveredEnd, commitOffset);
		}
	}

	/** Ends the session: commits fail from here on, waiters at once. */
	void deactivate() {
		this.active = false;
		this.timer.cancel();
		List<CompletableFuture<Void>> left = new ArrayList<>();
		this.waiters.values().forEach(left::addAll);
		this.waiters.clear();
		if (!left.isEmpty()) {
			this.connection.complete(left, endedException());
		}
	}

	/** Whether nothing that was asked for is unanswered. */
	boolean commitsSettled() {
		return !this.active || (!this.ranges.hasRequest() && this.ranges.requestStart() <= this.committed);
	}

	/** Whether everything handed out is committed. */
	boolean allDeliveredCommitted() {
		return this.deliveredEnd <= this.committed;
	}

	/** Takes all data out of the queue; events stay. Returns the bytes that were held. */
	long dropData() {
		long bytes = 0;
		for (Object item : this.queue) {
			if (item instanceof Arrived arrived) {
				bytes += arrived.bytesLeft();
			}
		}
		this.queue.removeIf(Arrived.class::isInstance);
		return bytes;
	}

	String id() {
		return this.id;
	}

	SerialLoop userQueue() {
		return this.userQueue;
	}

	ReaderConnection connection() {
		return this.connection;
	}

	ArrayDeque<Object> queue() {
		return this.queue;
	}

	CommitRanges ranges() {
		return this.ranges;
	}

	long deliveredEnd() {
		return this.deliveredEnd;
	}

	void deliveredEnd(long offset) {
		this.deliveredEnd = offset;
	}

	boolean isBusy() {
		return this.busy;
	}

	void busy(boolean now) {
		this.busy = now;
	}

	boolean isOffered() {
		return this.offered;
	}

	void offered(boolean now) {
		this.offered = now;
	}

	boolean isHeld() {
		return this.held;
	}

	void hold() {
		this.held = true;
	}

	boolean isStopRequested() {
		return this.stopRequested;
	}

	void stopRequested(Scheduled deadline) {
		this.stopRequested = true;
		this.timer = deadline;
	}

	boolean isStopAwaitingCommits() {
		return this.stopAwaitsCommits;
	}

	void stopAwaitsCommits() {
		this.stopAwaitsCommits = true;
	}

	void startDeadline(Scheduled deadline) {
		this.timer = deadline;
	}

	void startAnswered() {
		if (!this.stopRequested) {
			this.timer.cancel();
		}
	}

	@Override
	public String toString() {
		return this.id;
	}

	/**
	 * Something in the life of the session that its user hears of, in order with its
	 * data.
	 */
	sealed interface Event {

		/** The server wants the partition back. */
		record Stopping() implements Event {
		}

		/** The partition has no more messages. */
		record Finished(List<Long> children) implements Event {
		}

		/** The session is over. */
		record Ended(PartitionEnd reason) implements Event {
		}

	}

	/** A commit on its way to the loop. */
	record CommitCall(PartitionTrack track, long start, long end, CompletableFuture<Void> result) {
	}

}
