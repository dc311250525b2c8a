package io.ydbtopic.broker.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;

import io.ydbtopic.broker.consumer.ConsumerBalance;
import org.jspecify.annotations.Nullable;

/**
 * Parents before children: which partitions of a split topic a consumer may read and
 * commit by now, and by whom. Not safe for use by many threads: the consumer's lock
 * covers it.
 */
final class ReadOrder {

	private final Topic topic;

	private final CommittedOffsets offsets;

	/** Partitions that a scale-aware session has read to their end. */
	private final Map<Long, ReadMember> finishedBy = new HashMap<>();

	ReadOrder(Topic topic, CommittedOffsets offsets) {
		this.topic = topic;
		this.offsets = offsets;
	}

	void finished(long partition, ReadMember by) {
		this.finishedBy.put(partition, by);
	}

	void released(long partition, ReadMember by) {
		this.finishedBy.remove(partition, by);
	}

	void left(ReadMember member) {
		this.finishedBy.values().removeIf((finisher) -> finisher == member);
	}

	/** Whether it is split and all of it is committed, kept or not. */
	boolean isCommitted(Partition partition) {
		return isComplete(partition, this.offsets::accepted);
	}

	/** The same once offsets are where a transaction wants them. */
	boolean isCommitted(Partition partition, ToLongFunction<Partition> target) {
		return isComplete(partition,
				(id) -> Math.max(this.offsets.accepted(id), target.applyAsLong(this.topic.partition(id))));
	}

	boolean isKept(Partition partition) {
		return isComplete(partition, this.offsets::kept);
	}

	/** Whether commits of a partition may go on. */
	boolean parentsCommitted(Partition partition) {
		return parentsComplete(partition, this.offsets::accepted);
	}

	/** One that is empty is at its end from the start, and still behind its parents. */
	private boolean isComplete(Partition partition, LongUnaryOperator offset) {
		return partition.endsAt(offset.applyAsLong(partition.id())) && parentsComplete(partition, offset);
	}

	private boolean parentsComplete(Partition partition, LongUnaryOperator offset) {
		for (long parent : partition.place().parents()) {
			if (!isComplete(this.topic.partition(parent), offset)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Opens and shuts partitions by what is kept and finished. One that nobody has while
	 * its offset moves waits until the offset is kept, since its next reader begins
	 * there.
	 */
	void arrange(ConsumerBalance<ReadMember> balance, LongPredicate leased) {
		for (Partition partition : this.topic.partitions()) {
			long id = partition.id();
			boolean moves = !this.offsets.isSettled(id) && !leased.test(id);
			if (isKept(partition) || moves) {
				balance.shut(id);
			}
			else if (parentsComplete(partition, this.offsets::kept)) {
				seat(balance, id, this.finishedBy.get(id));
			}
			else {
				ReadMember heir = heir(partition);
				if (heir != null) {
					balance.openFor(id, heir);
				}
				else {
					balance.shut(id);
				}
			}
		}
	}

	private static void seat(ConsumerBalance<ReadMember> balance, long partition, @Nullable ReadMember finisher) {
		if (finisher != null) {
			balance.openFor(partition, finisher);
		}
		else {
			balance.open(partition);
		}
	}

	/** The session that has read all parents to their end; null when there is none. */
	private @Nullable ReadMember heir(Partition partition) {
		ReadMember heir = null;
		for (long parent : partition.place().parents()) {
			if (isKept(this.topic.partition(parent))) {
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

}
