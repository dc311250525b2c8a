package io.ydbtopic.broker.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

import io.ydbtopic.broker.consumer.ConsumerBalance;
import io.ydbtopic.broker.consumer.Move;
import io.ydbtopic.broker.consumer.OffsetsRange;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.StoreChange;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of one topic: its committed offset per partition, and its read sessions with
 * the partitions that each holds. Children of a split partition wait until their parents
 * are committed, or go to the session that has read the parents to their end. A commit is
 * shown only when the store has kept it. One lock covers all of it; sessions are told
 * under the lock, so that they hear of moves in order, and may only enqueue. Safe for use
 * by many threads.
 */
public final class TopicConsumer {

	private final Topic topic;

	private final String name;

	private final BrokerStore store;

	private final ConsumerBalance<ReadMember> balance = new ConsumerBalance<>();

	private final CommittedOffsets offsets = new CommittedOffsets();

	private final ReadOrder order;

	private final Map<Long, Lease> leases = new HashMap<>();

	private final ReleaseDelays releaseDelays = new ReleaseDelays();

	private final WaitingCommits waiting = new WaitingCommits();

	/** What its readers are told; null while it is there. */
	private @Nullable RejectedException removed;

	TopicConsumer(Topic topic, String name, BrokerStore store) {
		this.topic = topic;
		this.name = name;
		this.store = store;
		this.order = new ReadOrder(topic, this.offsets);
	}

	/** Takes over what a store remembers, before anything else happens. */
	synchronized void restore(long partition, long offset) {
		this.offsets.restore(partition, offset);
	}

	/**
	 * Its name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The first offset of a partition that is not committed. Commits count when they are
	 * kept.
	 * @param partition its id
	 * @return an offset
	 */
	public synchronized long committedOffset(long partition) {
		return this.offsets.kept(partition);
	}

	/**
	 * Who reads a partition now.
	 * @param partition its id
	 * @return null when nobody does
	 */
	public synchronized @Nullable Lease lease(long partition) {
		return this.leases.get(partition);
	}

	/**
	 * A session begins to read.
	 * @param member the session
	 * @param only the partitions it names; empty for any
	 */
	public synchronized void join(ReadMember member, Set<Long> only) {
		if (this.removed != null) {
			throw this.removed;
		}
		this.balance.join(member, only);
		rebalance("a reader joined");
	}

	/**
	 * A session ends, in any way.
	 * @param member the session
	 */
	public synchronized void leave(ReadMember member) {
		this.balance.leave(member);
		this.leases.values().removeIf((lease) -> lease.member() == member);
		this.order.left(member);
		this.waiting.left(member);
		rebalance("a reader left");
	}

	/**
	 * A session gave a partition back.
	 * @param lease what it had
	 */
	public synchronized void released(Lease lease) {
		if (isCurrent(lease)) {
			end(lease);
			tell(JournalKind.PARTITION_RETURNED, lease, "from " + lease.member().sessionId());
			rebalance("it was given back");
		}
	}

	private void end(Lease lease) {
		long partition = lease.partition().id();
		this.leases.remove(partition);
		this.order.released(partition, lease.member());
		this.waiting.forget(lease);
		this.balance.released(lease.member(), partition);
	}

	/** The topic got partitions, or some of them changed. */
	synchronized void partitionsChanged() {
		rebalance("the topic's partitions changed");
	}

	/**
	 * A scale-aware session has read an inactive partition to its end.
	 * @param lease what it reads
	 */
	public synchronized void finishedReading(Lease lease) {
		if (isCurrent(lease)) {
			this.order.finished(lease.partition().id(), lease.member());
			rebalance("its parent is read to the end");
		}
	}

	/**
	 * How long a session that knows no splits keeps an inactive partition that it has
	 * read to its end.
	 * @param lease what it reads
	 * @return a delay, longer each time
	 */
	public synchronized Duration releaseDelay(Lease lease) {
		return this.releaseDelays.next(lease.partition().id());
	}

	/**
	 * Asks a session for its partition, so that it is given out anew.
	 * @param lease what it reads
	 */
	public synchronized void askBack(Lease lease) {
		if (isCurrent(lease)) {
			askBack(lease.partition().id(), "it is split and read to the end");
		}
	}

	/**
	 * Asks whoever reads a partition for it, so that it is given out anew.
	 * @param partition the partition
	 * @param why for the journal
	 * @return how many were asked, 0 or 1
	 */
	public synchronized int askBack(long partition, String why) {
		Move.Release<ReadMember> release = this.balance.askBack(partition);
		if (release == null) {
			return 0;
		}
		carryOut(release, why);
		return 1;
	}

	private boolean isCurrent(Lease lease) {
		return this.leases.get(lease.partition().id()) == lease;
	}

	private void rebalance(String why) {
		this.order.arrange(this.balance, this.leases::containsKey);
		for (Move<ReadMember> move : this.balance.moves()) {
			carryOut(move, why);
		}
	}

	private void carryOut(Move<ReadMember> move, String why) {
		if (move instanceof Move.Release<ReadMember> release) {
			Lease lease = this.leases.get(release.partition());
			if (lease != null) {
				tell(JournalKind.PARTITION_ASKED_BACK, lease, "from " + lease.member().sessionId() + ": " + why);
				release.session().stopAsked(lease, true);
			}
			return;
		}
		Partition partition = this.topic.partition(move.partition());
		Lease lease = new Lease(this.topic, partition, this, move.session(), this.topic.nowMillis());
		this.leases.put(move.partition(), lease);
		tell(JournalKind.PARTITION_STARTED, lease,
				"goes to " + lease.member().sessionId() + " at offset " + lease.committedOffset() + ": " + why);
		move.session().assigned(lease);
	}

	private void tell(JournalKind kind, Lease lease, String text) {
		this.topic.journal().add(kind, this.topic.path(), lease.partition().id(), this.name, text);
	}

	/**
	 * Commits for a session that reads the partition. A session that lost the partition
	 * commits nothing; it learns of its loss in another way.
	 * @param lease what it reads
	 * @param offset the first offset that is not committed; beyond the end it is cut
	 * @param whenKept called when it is kept; may only enqueue
	 */
	public synchronized void commit(Lease lease, long offset, Runnable whenKept) {
		if (this.removed != null || !isCurrent(lease)) {
			return;
		}
		if (!this.order.parentsCommitted(lease.partition())) {
			this.waiting.add(lease, offset, whenKept);
			return;
		}
		long end = lease.partition().endOffset();
		long current = this.offsets.accepted(lease.partition().id());
		store(lease.partition(), Math.max(current, Math.min(offset, end)), whenKept);
	}

	private void store(Partition partition, long offset, Runnable whenKept) {
		this.offsets.accept(partition.id(), offset);
		this.store.apply(new StoreChange.Committed(partition.key(), this.name, offset),
				() -> kept(partition, offset, whenKept));
		if (this.order.isCommitted(partition)) {
			retryWaiting();
		}
	}

	/**
	 * From here on a commit is shown: first to who made it, then by giving out children
	 * of the partition.
	 */
	synchronized void kept(Partition partition, long offset, Runnable whenKept) {
		long id = partition.id();
		this.offsets.keep(id, offset);
		if (this.topic.journal().isOn()) {
			this.topic.journal().add(JournalKind.COMMITTED, this.topic.path(), id, this.name, "up to offset " + offset);
		}
		whenKept.run();
		boolean complete = this.order.isKept(partition);
		if (complete) {
			this.releaseDelays.forget(id);
		}
		if (this.removed == null && (complete || !this.leases.containsKey(id))) {
			rebalance("its parents are committed");
		}
	}

	/** Whether a transaction may commit what it read; called under the lock. */
	void checkInterval(String transaction, Partition partition, OffsetsRange interval) {
		if (this.removed != null) {
			throw RejectedException.aborted(transaction, this.removed.text());
		}
		long current = this.offsets.accepted(partition.id());
		if (interval.start() != current || interval.end() > partition.endOffset()) {
			throw RejectedException.aborted(transaction,
					"it read offsets " + interval.start() + " up to " + interval.end() + " of partition "
							+ partition.id() + " of " + this.topic.path() + " for consumer '" + this.name
							+ "' (expected to begin at the committed offset, " + current
							+ ", and to end at the partition's end, " + partition.endOffset() + ", at most)");
		}
	}

	/**
	 * Whether a partition is split and committed to its end, now or with the offsets that
	 * a transaction commits; called under the lock.
	 */
	boolean isComplete(long partition, ToLongFunction<Partition> target) {
		return this.order.isCommitted(this.topic.partition(partition), target);
	}

	/** Commits for a transaction; called under the lock, after all checks. */
	StoreChange.Committed moveInTransaction(Partition partition, long offset) {
		this.offsets.accept(partition.id(), offset);
		Lease lease = this.leases.get(partition.id());
		if (lease != null) {
			lease.member().committedElsewhere(lease, offset);
		}
		return new StoreChange.Committed(partition.key(), this.name, offset);
	}

	/** A transaction has moved offsets; called under the lock. */
	void movedInTransaction() {
		retryWaiting();
		rebalance("a transaction moved offsets");
	}

	private void retryWaiting() {
		this.waiting.takeReady(this.order::parentsCommitted)
			.forEach((ready) -> commit(ready.lease(), ready.offset(), ready.whenKept()));
	}

	/**
	 * Commits from outside of a stream. Without a session id the offset may move back,
	 * and a session that reads the partition is expelled; with one it must be the session
	 * that reads the partition.
	 * @param partition where
	 * @param offset the first offset that is not committed
	 * @param sessionId the session that reads; empty for none
	 * @param whenKept called when it is kept; may only enqueue
	 */
	public synchronized void commitFromOutside(Partition partition, long offset, String sessionId, Runnable whenKept) {
		if (this.removed != null) {
			throw this.removed;
		}
		if (offset < 0) {
			throw RejectedException.badRequest("The offset is " + offset + " (expected 0 or more)");
		}
		if (offset > partition.endOffset()) {
			throw new RejectedException(IssueCode.SET_OFFSET_ERROR_COMMIT_TO_FUTURE,
					"Offset " + offset + " is beyond the end of partition " + partition.id() + " (expected at most "
							+ partition.endOffset() + ")");
		}
		long target = Math.max(offset, partition.startOffset());
		Lease lease = this.leases.get(partition.id());
		if (!sessionId.isEmpty()) {
			if (lease == null || !lease.member().sessionId().equals(sessionId)) {
				throw new RejectedException(IssueCode.WRONG_COOKIE,
						"Session '" + sessionId + "' does not read partition " + partition.id() + " of "
								+ this.topic.path() + " (commit through the session that does)");
			}
			if (target <= this.offsets.accepted(partition.id())) {
				this.store.afterAll(whenKept);
				return;
			}
			lease.member().committedElsewhere(lease, target);
		}
		else if (lease != null) {
			end(lease);
			tell(JournalKind.PARTITION_LOST, lease,
					"by " + lease.member().sessionId() + ": the offset is set from outside");
			lease.member()
				.expelled(new RejectedException(IssueCode.WRONG_COOKIE, "The offset of partition " + partition.id()
						+ " of " + this.topic.path() + " was set from outside (connect again)"));
		}
		this.topic.journal().add(JournalKind.OFFSET_SET, this.topic.path(), partition.id(), this.name, "to " + target);
		alignRelatives(partition, target);
		store(partition, target, whenKept);
		rebalance("the offset was set from outside");
	}

	/**
	 * Ancestors of a committed child count as read; a parent that goes back resets its
	 * children.
	 */
	private void alignRelatives(Partition partition, long offset) {
		for (long parentId : partition.place().parents()) {
			Partition parent = this.topic.partition(parentId);
			if (!this.order.isCommitted(parent)) {
				alignRelatives(parent, parent.finalOffset());
				store(parent, parent.finalOffset(), () -> {
				});
			}
		}
		if (!partition.endsAt(offset)) {
			for (long childId : partition.place().children()) {
				Partition child = this.topic.partition(childId);
				if (this.offsets.accepted(childId) > 0) {
					alignRelatives(child, 0);
					store(child, 0, () -> {
					});
				}
			}
		}
	}

	/**
	 * Takes a partition from its reader at once, without asking, and gives it out again.
	 */
	synchronized boolean stopForced(long partition) {
		Lease lease = this.leases.get(partition);
		if (lease == null) {
			return false;
		}
		end(lease);
		tell(JournalKind.PARTITION_LOST, lease, "by " + lease.member().sessionId() + ": a fault took it");
		lease.member().stopAsked(lease, false);
		rebalance("a fault took it");
		return true;
	}

	/**
	 * Asks for every partition back, so that all are given out anew.
	 * @return how many were asked for
	 */
	public synchronized int askAllBack() {
		int count = 0;
		for (Lease lease : List.copyOf(this.leases.values())) {
			count += askBack(lease.partition().id(), "a fault asks it back");
		}
		return count;
	}

	/** The consumer was removed from the topic: its sessions end. */
	synchronized void remove() {
		RejectedException reason = RejectedException
			.badRequest("Consumer '" + this.name + "' was removed from topic " + this.topic.path());
		this.removed = reason;
		this.balance.sessions().forEach((member) -> member.expelled(reason));
	}

	/** The topic is gone: partitions are lost, then the sessions end. */
	synchronized void topicDropped(RejectedException reason) {
		List.copyOf(this.leases.values()).forEach((lease) -> {
			end(lease);
			tell(JournalKind.PARTITION_LOST, lease, "by " + lease.member().sessionId() + ": the topic was dropped");
			lease.member().stopAsked(lease, false);
		});
		this.balance.sessions().forEach((member) -> member.expelled(reason));
		this.removed = reason;
	}

}
