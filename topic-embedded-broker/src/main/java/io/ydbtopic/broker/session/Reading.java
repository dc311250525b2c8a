package io.ydbtopic.broker.session;

import io.ydbtopic.broker.consumer.CommitRanges;
import io.ydbtopic.broker.fault.FaultSubject;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.broker.topic.Lease;
import io.ydbtopic.broker.topic.Partition;
import io.ydbtopic.broker.topic.TopicConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A partition session: one partition in one read stream, from its start to its stop.
 * Owned by its session's queue.
 */
final class Reading {

	/** What the client did and was told about a partition session. */
	enum Phase {

		/** The client was told, but has not answered; nothing is sent. */
		STARTING,
		/** Messages are sent. */
		ACTIVE,
		/** The client was asked to stop; only commits come. */
		STOPPING

	}

	private final long id;

	private final Lease lease;

	private final ReadFilter filter;

	private final CommitRanges commits;

	private Phase phase = Phase.STARTING;

	/** The offset of the next message to send. */
	private long readOffset;

	/** There was nothing to read from the start: the partition is inactive. */
	private boolean startedAtEnd;

	/** The client was told that nothing more comes. */
	private boolean endTold;

	private final FaultSubject subject;

	/** Whether a fault holds the next batch back, or has. */
	private Delay delay = Delay.NONE;

	private enum Delay {

		NONE, RUNNING, PASSED

	}

	Reading(long id, Lease lease, ReadFilter filter) {
		this.id = id;
		this.lease = lease;
		this.filter = filter;
		this.readOffset = lease.committedOffset();
		this.commits = new CommitRanges(this.readOffset);
		TopicConsumer consumer = lease.consumer();
		this.subject = FaultSubject.reading(lease.topic().path(), lease.partition().id(),
				(consumer != null) ? consumer.name() : "");
	}

	long id() {
		return this.id;
	}

	Lease lease() {
		return this.lease;
	}

	ReadFilter filter() {
		return this.filter;
	}

	CommitRanges commits() {
		return this.commits;
	}

	Partition partition() {
		return this.lease.partition();
	}

	Phase phase() {
		return this.phase;
	}

	long readOffset() {
		return this.readOffset;
	}

	void activate(long fromOffset) {
		if (this.phase != Phase.STARTING) {
			throw new IllegalStateException("Activated in phase " + this.phase);
		}
		this.phase = Phase.ACTIVE;
		this.readOffset = fromOffset;
		this.startedAtEnd = isAtEnd();
	}

	boolean startedAtEnd() {
		return this.startedAtEnd;
	}

	private boolean isAtEnd() {
		return partition().endsAt(this.readOffset);
	}

	void stopping() {
		this.phase = Phase.STOPPING;
	}

	void passed(long nextOffset) {
		if (nextOffset < this.readOffset) {
			throw new IllegalStateException("Read offset moved from " + this.readOffset + " back to " + nextOffset);
		}
		this.readOffset = nextOffset;
	}

	/** The next message, when there is one to send. */
	@Nullable StoredRecord next() {
		if (this.phase != Phase.ACTIVE || this.readOffset >= partition().endOffset()) {
			return null;
		}
		return partition().records().get(Math.max(this.readOffset, partition().startOffset()));
	}

	/** What faults know it by. */
	FaultSubject subject() {
		return this.subject;
	}

	void delay() {
		this.delay = Delay.RUNNING;
	}

	boolean isDelayed() {
		return this.delay == Delay.RUNNING;
	}

	void delayPassed() {
		this.delay = Delay.PASSED;
	}

	/** True once after each delay. */
	boolean takeDelayPassed() {
		boolean passed = this.delay == Delay.PASSED;
		this.delay = Delay.NONE;
		return passed;
	}

	/** True once, when an inactive partition has been read to its end. */
	boolean takeEnd() {
		boolean atEnd = this.phase == Phase.ACTIVE && !this.endTold && isAtEnd();
		this.endTold |= atEnd;
		return atEnd;
	}

}
