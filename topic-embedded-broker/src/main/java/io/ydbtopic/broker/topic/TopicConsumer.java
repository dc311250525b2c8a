package io.ydbtopic.broker.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

import io.ydbtopic.broker.consumer.ConsumerBalance;
import io.ydbtopic.broker.consumer.Move;
import io.ydbtopic.broker.consumer.OffsetsRange;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.StoreChange;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of one topic: its committed offset per partition, and its read sessions with
 * the partitions that each holds. Children of a split partition wait until their parents
 * are committed, or go to the session that has read the parents to their end. One lock
 * covers all of it; sessions are told under the lock, so that they hear of moves in
 * order, and may only enqueue. Safe for use by many threads.
 */
public final class TopicConsumer {

	private final Topic topic;

	private final String name;

	private final BrokerStore store;

	private final ConsumerBalance<ReadMember> balance = new ConsumerBalance<>();

	/** Partition to committed offset; a partition that is not here is at 0. */
	private final Map<Long, Long> committed = new HashMap<>();

	private final Map<Long, Lease> leases = new HashMap<>();

	/** Partitions that a scale-aware session has read to their end. */
	private final Map<Long, ReadMember> finishedBy = new HashMap<>();

	private final ReleaseDelays releaseDelays = new ReleaseDelays();

	/** Commits of children that wait for their parents. */
	private final List<WaitingCommit> waiting = new ArrayList<>();

	private boolean removed;

	TopicConsumer(Topic topic, String name, BrokerStore store) {
		this.topic = topic;
		this.name = name;
		this.store = store;
	}

	/** Takes over what a store remembers, before anything else happens. */
	synchronized void restore(long partition, long offset) {
		this.committed.put(partition, offset);
	}

	/**
	 * Its name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The first offset of a partition that is not committed.
	 * @param partition its id
	 * @return an offset
	 */
	public synchronized long committedOffset(long partition) {
		return this.committed.getOrDefault(partition, 0L);
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
		if (this.removed) {
			throw RejectedException.badRequest(removedText());
		}
		this.balance.join(member, only);
		rebalance();
	}

	/**
	 * A session ends, in any way.
	 * @param member the session
	 */
	public synchronized void leave(ReadMember member) {
		this.balance.leave(member);
		this.leases.values().removeIf((lease) -> lease.member() == member);
		this.finishedBy.values().removeIf((finisher) -> finisher == member);
		this.waiting.removeIf((commit) -> commit.lease.member() == member);
		rebalance();
	}

	/**
	 * A session gave a partition back.
	 * @param lease what it had
	 */
	public synchronized void released(Lease lease) {
		if (isCurrent(lease)) {
			end(lease);
			rebalance();
		}
	}

	private void end(Lease lease) {
		long partition = lease.partition().id();
		this.leases.remove(partition);
		this.finishedBy.remove(partition, lease.member());
		this.waiting.removeIf((commit) -> commit.lease == lease);
		this.balance.released(lease.member(), partition);
	}

	/** The topic got partitions, or some of them changed. */
	synchronized void partitionsChanged() {
		rebalance();
	}

	/**
	 * A scale-aware session has read an inactive partition to its end.
	 * @param lease what it reads
	 */
	public synchronized void finishedReading(Lease lease) {
		if (isCurrent(lease)) {
			this.finishedBy.put(lease.partition().id(), lease.member());
			rebalance();
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
			askBack(lease.partition().id());
		}
	}

	private int askBack(long partition) {
		Move.Release<ReadMember> release = this.balance.askBack(partition);
		if (release == null) {
			return 0;
		}
		tell(release);
		return 1;
	}

	private boolean isCurrent(Lease lease) {
		return this.leases.get(lease.partition().id()) == lease;
	}

	private void rebalance() {
		arrangeSeats();
		for (Move<ReadMember> move : this.balance.moves()) {
			tell(move);
		}
	}

	private void tell(Move<ReadMember> move) {
		if (move instanceof Move.Release<ReadMember> release) {
			Lease lease = this.leases.get(release.partition());
			if (lease != null) {
				release.session().stopAsked(lease, true);
			}
			return;
		}
		Partition partition = this.topic.partition(move.partition());
		Lease lease = new Lease(this.topic, partition, this, move.session(), this.topic.nowMillis());
		this.leases.put(move.partition(), lease);
		move.session().assigned(lease);
	}

	/** Opens and shuts partitions by what is committed and finished. */
	private void arrangeSeats() {
		for (Partition partition : this.topic.partitions()) {
			long id = partition.id();
			ReadMember finisher = this.finishedBy.get(id);
			ReadMember heir = heir(partition);
			if (isComplete(partition)) {
				this.balance.shut(id);
			}
			else if (parentsComplete(partition)) {
				if (finisher != null) {
					this.balance.openFor(id, finisher);
				}
				else {
					this.balance.open(id);
				}
			}
			else if (heir != null) {
				this.balance.openFor(id, heir);
			}
			else {
				this.balance.shut(id);
			}
		}
	}

	private boolean isComplete(Partition partition) {
		return !partition.active() && committedOffset(partition.id()) >= partition.endOffset();
	}

	private boolean parentsComplete(Partition partition) {
		return partition.place().parents().stream().allMatch((parent) -> isComplete(this.topic.partition(parent)));
	}

	/** The session that has read all parents to their end; null when there is none. */
	private @Nullable ReadMember heir(Partition partition) {
		ReadMember heir = null;
		for (long parent : partition.place().parents()) {
			if (isComplete(this.topic.partition(parent))) {
				continue;
			}
			ReadMember finisher = this.finishedBy.get(parent);
			if (finisher == null || (heir != null && heir != finisher)) {
				return null;
			}
			heir = finisher;
		}
		return heir;
	}

	/**
	 * Commits for a session that reads the partition. A session that lost the partition
	 * commits nothing; it learns of its loss in another way.
	 * @param lease what it reads
	 * @param offset the first offset that is not committed; beyond the end it is cut
	 * @param whenKept called when it is kept; may only enqueue
	 */
	public synchronized void commit(Lease lease, long offset, Runnable whenKept) {
		if (this.removed || !isCurrent(lease)) {
			return;
		}
		if (!parentsComplete(lease.partition())) {
			this.waiting.add(new WaitingCommit(lease, offset, whenKept));
			return;
		}
		long end = lease.partition().endOffset();
		long current = committedOffset(lease.partition().id());
		store(lease.partition(), Math.max(current, Math.min(offset, end)), whenKept);
	}

	private void store(Partition partition, long offset, Runnable whenKept) {
		this.committed.put(partition.id(), offset);
		this.store.apply(new StoreChange.Committed(partition.key(), this.name, offset), whenKept);
		if (isComplete(partition)) {
			this.releaseDelays.forget(partition.id());
			retryWaiting();
			rebalance();
		}
	}

	/** Whether a transaction may commit what it read; called under the lock. */
	void checkInterval(String transaction, Partition partition, OffsetsRange interval) {
		if (this.removed) {
			throw RejectedException.aborted(transaction, removedText() + " or dropped with it");
		}
		long current = committedOffset(partition.id());
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
		Partition found = this.topic.partition(partition);
		return isComplete(found) || (!found.active() && target.applyAsLong(found) >= found.endOffset());
	}

	/** Commits for a transaction; called under the lock, after all checks. */
	StoreChange.Committed moveInTransaction(Partition partition, long offset) {
		this.committed.put(partition.id(), offset);
		Lease lease = this.leases.get(partition.id());
		if (lease != null) {
			lease.member().committedElsewhere(lease, offset);
		}
		return new StoreChange.Committed(partition.key(), this.name, offset);
	}

	/** A transaction has moved offsets; called under the lock. */
	void movedInTransaction() {
		retryWaiting();
		rebalance();
	}

	private void retryWaiting() {
		List<WaitingCommit> ready = new ArrayList<>();
		for (Iterator<WaitingCommit> each = this.waiting.iterator(); each.hasNext();) {
			WaitingCommit commit = each.next();
			if (parentsComplete(commit.lease.partition())) {
				ready.add(commit);
				each.remove();
			}
		}
		ready.forEach((commit) -> commit(commit.lease, commit.offset, commit.whenKept));
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
		if (this.removed) {
			throw RejectedException.badRequest(removedText());
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
			if (target <= committedOffset(partition.id())) {
				whenKept.run();
				return;
			}
			lease.member().committedElsewhere(lease, target);
		}
		else if (lease != null) {
			end(lease);
			lease.member()
				.expelled(new RejectedException(IssueCode.WRONG_COOKIE, "The offset of partition " + partition.id()
						+ " of " + this.topic.path() + " was set from outside (connect again)"));
		}
		alignRelatives(partition, target);
		store(partition, target, whenKept);
		rebalance();
	}

	/**
	 * Ancestors of a committed child count as read; a parent that goes back resets its
	 * children.
	 */
	private void alignRelatives(Partition partition, long offset) {
		for (long parentId : partition.place().parents()) {
			Partition parent = this.topic.partition(parentId);
			if (!isComplete(parent)) {
				alignRelatives(parent, parent.endOffset());
				store(parent, parent.endOffset(), () -> {
				});
			}
		}
		if (offset < partition.endOffset()) {
			for (long childId : partition.place().children()) {
				Partition child = this.topic.partition(childId);
				if (committedOffset(childId) > 0) {
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
		lease.member().stopAsked(lease, false);
		rebalance();
		return true;
	}

	/**
	 * Asks for every partition back, so that all are given out anew.
	 * @return how many were asked for
	 */
	public synchronized int askAllBack() {
		int count = 0;
		for (Lease lease : List.copyOf(this.leases.values())) {
			count += askBack(lease.partition().id());
		}
		return count;
	}

	/** The consumer was removed from the topic: its sessions end. */
	synchronized void remove() {
		this.removed = true;
		this.balance.sessions().forEach((member) -> member.expelled(RejectedException.badRequest(removedText())));
	}

	private String removedText() {
		return "Consumer '" + this.name + "' was removed from topic " + this.topic.path();
	}

	/** The topic is gone: partitions are lost, then the sessions end. */
	synchronized void topicDropped(RejectedException reason) {
		List.copyOf(this.leases.values()).forEach((lease) -> {
			end(lease);
			lease.member().stopAsked(lease, false);
		});
		this.balance.sessions().forEach((member) -> member.expelled(reason));
		this.removed = true;
	}

	private record WaitingCommit(Lease lease, long offset, Runnable whenKept) {
	}

}
