package io.ydbtopic.broker.topic;

import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.PartitionKey;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of one topic: they are only ever added, one by one or by splits. Many
 * come at once for the price of one, since the lists are made anew for each change.
 * Changes happen under the catalogue's lock; any thread may read.
 */
final class PartitionSet {

	private final long topicId;

	private final String path;

	private final BrokerStore store;

	private final Clock clock;

	/** Over how many nodes partitions are spread. */
	private final int nodes;

	private final Journal journal;

	/** Ascending by id; the index is the id. */
	private volatile List<Partition> all = List.of();

	/** Those that take writes, ascending by id. */
	private volatile List<Partition> active = List.of();

	PartitionSet(long topicId, String path, BrokerStore store, Clock clock, int nodes, Journal journal) {
		this.topicId = topicId;
		this.path = path;
		this.store = store;
		this.clock = clock;
		this.nodes = nodes;
		this.journal = journal;
	}

	/** A cut of a partition that is to be made. */
	private record Cut(long partition, List<Long> children, String why) {
	}

	List<Partition> all() {
		return this.all;
	}

	List<Partition> active() {
		return this.active;
	}

	int size() {
		return this.all.size();
	}

	@Nullable Partition find(long partition) {
		List<Partition> found = this.all;
		return (partition >= 0 && partition < found.size()) ? found.get((int) partition) : null;
	}

	void add(List<PartitionPlace> places) {
		List<Partition> longer = new ArrayList<>(this.all);
		for (PartitionPlace place : places) {
			long partition = longer.size();
			longer.add(new Partition(new PartitionKey(this.topicId, partition), place,
					PartitionHost.first(partition, this.nodes), this.store, this.clock));
		}
		publish(longer);
	}

	private void publish(List<Partition> longer) {
		this.all = List.copyOf(longer);
		this.active = longer.stream().filter(Partition::active).toList();
	}

	/** Gives partitions that have no ranges equal ones. */
	void giveRanges() {
		List<Partition> now = this.active;
		if (now.stream().anyMatch((partition) -> partition.keyRange() != null)) {
			return;
		}
		for (int i = 0; i < now.size(); i++) {
			now.get(i).placed(KeyRange.slice(i, now.size()));
		}
	}

	/**
	 * Splits a partition.
	 * @param bound the first key of the upper child; null for the middle
	 * @param why for the journal
	 * @return the children's ids
	 */
	List<Long> split(Partition partition, @Nullable ByteString bound, String why) {
		KeyRange whole = rangeOf(partition.keyRange());
		ByteString middle = (bound != null && whole.hasInside(bound)) ? bound : whole.middle();
		List<Long> children = List.of((long) size(), size() + 1L);
		add(childrenOf(partition.id(), whole, middle));
		carryOut(List.of(new Cut(partition.id(), children, why)));
		return children;
	}

	private static KeyRange rangeOf(@Nullable KeyRange range) {
		return (range != null) ? range : KeyRange.ALL;
	}

	private static List<PartitionPlace> childrenOf(long parent, KeyRange whole, ByteString middle) {
		List<Long> parents = List.of(parent);
		return List.of(new PartitionPlace(true, parents, List.of(), new KeyRange(whole.from(), middle)),
				new PartitionPlace(true, parents, List.of(), new KeyRange(middle, whole.to())));
	}

	/** Splits the widest ones in halves until so many are active. */
	void splitUntil(int count, String why) {
		record Wide(long partition, KeyRange range, BigInteger width) {

			static Wide of(long partition, KeyRange range) {
				return new Wide(partition, range, range.width());
			}

		}
		PriorityQueue<Wide> widest = new PriorityQueue<>(
				Comparator.comparing(Wide::width).reversed().thenComparing(Wide::partition));
		this.active.forEach((partition) -> widest.add(Wide.of(partition.id(), rangeOf(partition.keyRange()))));
		List<PartitionPlace> added = new ArrayList<>();
		List<Cut> cuts = new ArrayList<>();
		while (widest.size() < count) {
			Wide cut = widest.remove();
			long child = size() + (long) added.size();
			cuts.add(new Cut(cut.partition, List.of(child, child + 1), why));
			for (PartitionPlace place : childrenOf(cut.partition, cut.range, cut.range.middle())) {
				widest.add(Wide.of(size() + (long) added.size(), rangeOf(place.keyRange())));
				added.add(place);
			}
		}
		add(added);
		carryOut(cuts);
	}

	/** Children are there before their parent's writers are sent to them. */
	private void carryOut(List<Cut> cuts) {
		for (Cut cut : cuts) {
			this.all.get((int) cut.partition).split(cut.children);
			this.journal.add(JournalKind.PARTITION_SPLIT, this.path, cut.partition, "",
					"into " + cut.children + ": " + cut.why);
		}
		publish(this.all);
	}

}
