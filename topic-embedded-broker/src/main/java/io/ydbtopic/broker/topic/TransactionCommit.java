package io.ydbtopic.broker.topic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.consumer.OffsetsRange;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.StoreChange;
import io.ydbtopic.broker.topic.TopicTransaction.ConsumedPlace;

/**
 * One commit of a transaction: it holds the locks of all partitions and consumers that it
 * touches, checks everything, and only then applies everything, as one change of the
 * store. The trap: it holds many locks, so nothing else may ever hold two of them; the
 * catalogue's lock lets one commit run at a time. For one call.
 */
final class TransactionCommit {

	private final String id;

	private final Map<Partition, StagedWrites> writes;

	private final Map<ConsumedPlace, StagedOffsets> offsets;

	/** The offset that each place shall have; parents before their children. */
	private final Map<ConsumedPlace, Long> targets = new HashMap<>();

	TransactionCommit(String id, Map<Partition, StagedWrites> writes, Map<ConsumedPlace, StagedOffsets> offsets) {
		this.id = id;
		this.writes = writes;
		this.offsets = offsets;
	}

	/** Called under the catalogue's lock. */
	void run(BrokerStore store, Runnable whenKept) {
		List<Object> locks = new ArrayList<>(this.writes.keySet());
		this.offsets.keySet().stream().map(ConsumedPlace::consumer).distinct().forEach(locks::add);
		holding(locks, 0, () -> {
			check();
			apply(store, whenKept);
		});
	}

	private static void holding(List<Object> locks, int from, Runnable work) {
		if (from == locks.size()) {
			work.run();
			return;
		}
		synchronized (locks.get(from)) {
			holding(locks, from + 1, work);
		}
	}

	private void check() {
		this.writes.forEach((partition, staged) -> partition.checkStaged(this.id, staged));
		this.offsets.forEach((place, staged) -> {
			OffsetsRange interval = staged.interval();
			if (interval == null) {
				throw RejectedException.aborted(this.id, "what it read of partition " + place.partition().id()
						+ " has holes: " + staged + " (expected ranges that join to one)");
			}
			place.consumer().checkInterval(this.id, place.partition(), interval);
			this.targets.put(place, interval.end());
		});
		for (ConsumedPlace place : this.targets.keySet()) {
			for (long parent : place.partition().place().parents()) {
				if (!place.consumer().isComplete(parent, (id) -> target(place.consumer(), id))) {
					throw RejectedException.aborted(this.id, "partition " + place.partition().id()
							+ " was read before its parent " + parent
							+ " was committed to its end (commit the parent first, or in the same transaction)");
				}
			}
		}
	}

	/** What this commit makes of an offset; 0 when it leaves it alone. */
	private long target(TopicConsumer consumer, Partition partition) {
		return this.targets.getOrDefault(new ConsumedPlace(consumer, partition), 0L);
	}

	private void apply(BrokerStore store, Runnable whenKept) {
		List<StoreChange> changes = new ArrayList<>();
		List<Partition> written = new ArrayList<>();
		this.writes.forEach((partition, staged) -> {
			if (!staged.messages().isEmpty()) {
				changes.add(partition.appendStaged(staged));
				written.add(partition);
			}
		});
		List<ConsumedPlace> read = new ArrayList<>(this.offsets.keySet());
		read.sort(Comparator.comparingLong((place) -> place.partition().id()));
		for (ConsumedPlace place : read) {
			changes.add(
					place.consumer().moveInTransaction(place.partition(), target(place.consumer(), place.partition())));
		}
		store.apply(new StoreChange.Together(changes), () -> {
			read.forEach((place) -> place.consumer()
				.kept(place.partition(), target(place.consumer(), place.partition()), () -> {
				}));
			written.forEach(Partition::wakeReaders);
			whenKept.run();
		});
		read.stream().map(ConsumedPlace::consumer).distinct().forEach(TopicConsumer::movedInTransaction);
	}

}
