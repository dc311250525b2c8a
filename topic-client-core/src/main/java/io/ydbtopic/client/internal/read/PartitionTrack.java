package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionLag;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.StartPosition;
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

	private final Waiting waiting;

	/** Replaced once, when the session takes over those of one that was lost. */
	private PartitionCommits commits;

	/** Raised by the loop, read from any thread. */
	private volatile long committed;

	/** Set once, by the loop, before any waiter hears of the end; null while active. */
	private volatile @Nullable PartitionEnd end;

	/** Null before the first answer. */
	private volatile @Nullable PartitionLag lastLag;

	/** Everything before this was handed out, or passed over. */
	private long deliveredEnd;

	/** Where the next message's commit begins: the end of the message before it. */
	private long nextStart;

	/** Where the stream is: the end of the last message that came. */
	private long receivedEnd;

	/** How often the place was changed where the session reads. */
	private final AtomicInteger seeks = new AtomicInteger();

	/** User code of this session is running or holds a batch; nothing else may begin. */
	private boolean busy;

	/** Told to the delivery as having data, and not yet taken from. */
	private boolean offered;

	/** A batch failed: nothing more is handed out by this session. */
	private boolean held;

	private boolean stopRequested;

	/** Nothing is handed out since then, in nanoseconds of the runtime; null before. */
	private @Nullable Long standingSince;

	/** The stop waits only for commits of what was handed out. */
	private boolean stopAwaitsCommits;

	private Scheduled timer = Scheduled.NONE;

	/** Deadline of the application's answer to the start; a stop may come before it. */
	private Scheduled startTimer = Scheduled.NONE;

	PartitionTrack(ReaderConnection connection, long sessionId, String topic, long partitionId, long committed,
			long endOffset, SerialLoop userQueue) {
		this.connection = connection;
		this.id = connection.id() + "/" + sessionId + "-p" + partitionId;
		this.sessionId = sessionId;
		this.topic = topic;
		this.partitionId = partitionId;
		this.committed = committed;
		this.deliveredEnd = committed;
		this.nextStart = committed;
		this.receivedEnd = committed;
		this.endOffsetAtStart = endOffset;
		this.userQueue = userQueue;
		this.waiting = new Waiting(connection);
		this.commits = new PartitionCommits(committed);
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
		return this.end == null;
	}

	@Override
	public CompletableFuture<Void> commitUpTo(long offset) {
		return commit(0, offset);
	}

	@Override
	public CompletableFuture<PartitionLag> lag() {
		return this.connection.askLag(this);
	}

	@Override
	public @Nullable PartitionLag lastLag() {
		return this.lastLag;
	}

	@Override
	public CompletableFuture<Void> seek(long offset) {
		if (offset < 0) {
			throw new IllegalArgumentException(this.id + ": seek to offset " + offset + " (expected: zero or more)");
		}
		return this.connection.seek(this, offset);
	}

	void lastLag(PartitionLag now) {
		this.lastLag = now;
	}

	/** Commits a range, from any thread. */
	CompletableFuture<Void> commit(long start, long end) {
		this.connection.checkConsumer();
		if (end <= this.committed) {
			return CompletableFuture.completedFuture(null);
		}
		if (!isActive()) {
			PartitionSessionEndedException refusal = endedException();
			this.connection.commitResults().refused(this, refusal);
			return CompletableFuture.failedFuture(refusal);
		}
		CommitCall call = new CommitCall(this, start, end);
		this.connection.commitQueue().add(call);
		return call;
	}

	/** Why a commit of this session fails after its end. */
	PartitionSessionEndedException endedException() {
		PartitionEnd reason = this.end;
		return new PartitionSessionEndedException(
				this.id + ": the session of topic '" + this.topic + "' partition " + this.partitionId + " has ended ("
						+ ((reason != null) ? reason.name().toLowerCase(Locale.ROOT).replace('_', ' ') : "")
						+ "); its uncommitted messages are delivered again to whoever has it now");
	}

	/** Takes a commit on the loop. */
	void takeCommit(CommitCall call) {
		if (call.end() <= this.committed) {
			this.connection.commitResults().succeed(List.of(call));
		}
		else if (!isActive()) {
			this.connection.commitResults().fail(this, List.of(call), endedException());
		}
		else if (call.end() > this.deliveredEnd) {
			this.connection.commitResults()
				.completions()
				.execute(() -> call
					.completeExceptionally(new IllegalArgumentException(this.id + ": commit up to offset " + call.end()
							+ " (expected: at most " + this.deliveredEnd + ", the end of what was handed out)")));
		}
		else {
			this.commits.add(call);
		}
	}

	/** The server has committed everything before an offset. */
	void committedBy(long offset) {
		if (offset > this.committed) {
			this.committed = offset;
		}
		this.connection.commitResults().succeed(this.commits.committed(offset));
	}

	/**
	 * Takes over the commits of a session of the same partition whose stream was lost.
	 */
	void takeOver(PartitionCommits lost) {
		this.commits = lost.continuedFrom(this.committed);
	}

	/**
	 * Where to start, of what the application wants.
	 * @return what to tell the server: what was handled and is being committed is not
	 * read again, unless the application says from where to read
	 */
	StartPosition startAt(StartPosition wanted) {
		Long commitOffset = wanted.commitOffset();
		if (commitOffset != null) {
			committedBy(commitOffset);
			passedOver(commitOffset);
		}
		long handled = this.commits.ranges().contiguousEnd();
		Long readOffset = wanted.readOffset();
		if (readOffset != null || handled <= this.committed) {
			this.receivedEnd = Math.max(this.receivedEnd, (readOffset != null) ? readOffset : this.committed);
			return wanted;
		}
		passedOver(handled);
		this.receivedEnd = handled;
		return new StartPosition(handled, commitOffset);
	}

	private void passedOver(long offset) {
		this.deliveredEnd = Math.max(this.deliveredEnd, offset);
		this.nextStart = this.deliveredEnd;
	}

	/**
	 * Ends the session: commits are refused from here on.
	 * @return those that wait
	 */
	PartitionCommits deactivate(PartitionEnd reason) {
		this.end = reason;
		this.timer.cancel();
		this.startTimer.cancel();
		return this.commits;
	}

	/** Whether nothing that was asked for is unanswered. */
	boolean commitsSettled() {
		CommitRanges ranges = this.commits.ranges();
		return !isActive() || (!ranges.hasRequest() && ranges.requestStart() <= this.committed);
	}

	/** Whether the server was asked for a commit that it has not confirmed. */
	boolean isConfirmationDue() {
		return isActive() && this.commits.ranges().requestStart() > this.committed;
	}

	/** Whether everything handed out is committed. */
	boolean allDeliveredCommitted() {
		return this.deliveredEnd <= this.committed;
	}

	/** Data has come over the reader's own stream. */
	void received(Arrived data) {
		this.receivedEnd = data.endOffset();
	}

	/** Where the reader's own stream is. */
	long receivedEnd() {
		return this.receivedEnd;
	}

	/** Offset of the next message that waits, or of the next that comes. */
	long firstWaiting() {
		Arrived first = this.waiting.firstData();
		return (first != null) ? first.firstOffset() : this.receivedEnd;
	}

	/** Messages from another offset on are handed out now, also after a failed batch. */
	void sought(long offset) {
		this.waiting.forgetHandedBack();
		this.waiting.skipBefore(0);
		this.held = false;
		this.nextStart = Math.min(offset, this.deliveredEnd);
		this.seeks.incrementAndGet();
	}

	/** How often the place was changed; from any thread. */
	int seeks() {
		return this.seeks.get();
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

	Waiting waiting() {
		return this.waiting;
	}

	PartitionCommits commits() {
		return this.commits;
	}

	long deliveredEnd() {
		return this.deliveredEnd;
	}

	/** Where the next message's commit begins. */
	long nextStart() {
		return this.nextStart;
	}

	/** A batch up to an offset was handed out. */
	void handedOut(long offset) {
		this.nextStart = offset;
		this.deliveredEnd = Math.max(this.deliveredEnd, offset);
		this.waiting.taken();
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

	/** Nothing is handed out from now on. */
	void standStill(long nanoTime) {
		if (this.standingSince == null) {
			this.standingSince = nanoTime;
		}
	}

	/** How long nothing was handed out; null if it is. */
	@Nullable Duration stoodStill(long nanoTime) {
		Long since = this.standingSince;
		return (since != null) ? Duration.ofNanos(nanoTime - since) : null;
	}

	boolean isStopAwaitingCommits() {
		return this.stopAwaitsCommits;
	}

	void stopAwaitsCommits() {
		this.stopAwaitsCommits = true;
	}

	void startDeadline(Scheduled deadline) {
		this.startTimer = deadline;
	}

	void startAnswered() {
		this.startTimer.cancel();
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

		/** The session is over; the time tells how long it stood still before. */
		record Ended(PartitionEnd reason, @Nullable Duration stoodStill) implements Event {
		}

	}

}
