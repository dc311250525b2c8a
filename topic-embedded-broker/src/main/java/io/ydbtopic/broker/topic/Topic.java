package io.ydbtopic.broker.topic;

import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.StoreChange;
import io.ydbtopic.proto.topic.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One topic: its settings, its partitions, its consumers, and which partition a producer
 * writes to. Partitions are only ever added. Changes of shape and settings happen under
 * the catalogue's lock; what is read without a lock is volatile or concurrent. Safe for
 * use by many threads.
 */
public final class Topic {

	private final Journal journal;

	private final long id;

	private final String path;

	private final BrokerStore store;

	private final Clock clock;

	private final long createdAtMillis;

	private volatile TopicSettings settings;

	private final PartitionSet partitions;

	private final ProducerHomes homes;

	private final Map<String, TopicConsumer> consumers = new ConcurrentHashMap<>();

	/** Sessions that read without a consumer, with what they read. */
	private final CopyOnWriteArrayList<Lease> freeLeases = new CopyOnWriteArrayList<>();

	/** What its readers are told; null while it is there. */
	private volatile @Nullable RejectedException dropped;

	Topic(long id, TopicSettings settings, List<PartitionPlace> places, long createdAtMillis, BrokerStore store,
			Clock clock, int nodes, Journal journal) {
		this.journal = journal;
		this.id = id;
		this.path = settings.request().getPath();
		this.settings = settings;
		this.createdAtMillis = createdAtMillis;
		this.store = store;
		this.clock = clock;
		this.partitions = new PartitionSet(id, this.path, store, clock, nodes, journal);
		this.homes = new ProducerHomes(this.path, this.partitions);
		this.partitions.add(places);
		watchLoads();
		syncConsumers();
		for (Partition partition : partitions()) {
			this.homes.restore(partition);
			store.committedOffsets(partition.key()).forEach((name, offset) -> {
				TopicConsumer consumer = this.consumers.get(name);
				if (consumer != null) {
					consumer.restore(partition.id(), offset);
				}
			});
		}
	}

	private void watchLoads() {
		SplitRule rule = this.settings.splitRule();
		partitions().forEach((partition) -> partition.watchLoad((rule != null) ? rule.window() : null));
	}

	private void syncConsumers() {
		Set<String> names = this.settings.consumers().stream().map(Consumer::getName).collect(Collectors.toSet());
		for (String name : List.copyOf(this.consumers.keySet())) {
			if (!names.contains(name)) {
				TopicConsumer gone = this.consumers.remove(name);
				if (gone != null) {
					gone.remove();
					this.store.apply(new StoreChange.ConsumerRemoved(this.id, name), () -> {
					});
				}
			}
		}
		names.forEach((name) -> this.consumers.computeIfAbsent(name,
				(missing) -> new TopicConsumer(this, missing, this.store)));
	}

	Journal journal() {
		return this.journal;
	}

	long id() {
		return this.id;
	}

	/**
	 * Where it is.
	 * @return its absolute path
	 */
	public String path() {
		return this.path;
	}

	/**
	 * When it was made.
	 * @return milliseconds of the epoch
	 */
	public long createdAtMillis() {
		return this.createdAtMillis;
	}

	long nowMillis() {
		return this.clock.millis();
	}

	/**
	 * Its settings now.
	 * @return the settings
	 */
	public TopicSettings settings() {
		return this.settings;
	}

	/**
	 * Its partitions, inactive ones too.
	 * @return ascending by id
	 */
	public List<Partition> partitions() {
		return this.partitions.all();
	}

	/**
	 * A partition that must be there.
	 * @param partition its id
	 * @return the partition
	 * @throws RejectedException when the topic has no such partition
	 */
	public Partition partition(long partition) {
		Partition found = find(partition);
		if (found == null) {
			throw new RejectedException(IssueCode.WRONG_PARTITION_NUMBER, "Topic " + this.path + " has no partition "
					+ partition + " (expected 0 to " + (this.partitions.size() - 1) + ")");
		}
		return found;
	}

	/**
	 * A partition.
	 * @param partition its id
	 * @return null when the topic has no such partition
	 */
	public @Nullable Partition find(long partition) {
		return this.partitions.find(partition);
	}

	/**
	 * A consumer.
	 * @param name its name
	 * @return null when the topic has no such consumer
	 */
	public @Nullable TopicConsumer consumer(String name) {
		return this.consumers.get(name);
	}

	/**
	 * Whether the topic is gone; its objects may outlive it in open sessions.
	 * @return true after a drop
	 */
	public boolean dropped() {
		return this.dropped != null;
	}

	/**
	 * The partition that a producer writes to, when the client names none.
	 * @param producerId who; empty without deduplication
	 * @return an active partition
	 */
	public Partition choosePartition(String producerId) {
		return this.homes.choose(producerId);
	}

	/**
	 * Checks and remembers the partition that a client names for a producer.
	 * @param partition the partition's id
	 * @param producerId who; empty without deduplication
	 * @return the partition
	 * @throws RejectedException when it is not there, takes no writes, or the producer
	 * writes to another one
	 */
	public Partition claimPartition(long partition, String producerId) {
		return this.homes.claim(partition, producerId);
	}

	/**
	 * The greatest number of a producer that a partition's ancestors know.
	 * @param partition the partition
	 * @param producerId who
	 * @return 0 when none knows the producer
	 */
	public long inheritedSeqNo(Partition partition, String producerId) {
		long max = 0;
		for (long parentId : partition.place().parents()) {
			Partition parent = partition(parentId);
			max = Math.max(max, Math.max(parent.maxSeqNo(producerId), inheritedSeqNo(parent, producerId)));
		}
		return max;
	}

	/**
	 * Begins to read a partition without a consumer.
	 * @param partition the partition
	 * @param member who reads
	 * @return the right to read
	 * @throws RejectedException when the topic was dropped meanwhile
	 */
	public Lease leaseFree(Partition partition, ReadMember member) {
		Lease lease = new Lease(this, partition, null, member, nowMillis());
		this.freeLeases.add(lease);
		RejectedException reason = this.dropped;
		if (reason != null) {
			this.freeLeases.remove(lease);
			throw reason;
		}
		return lease;
	}

	/**
	 * Ends reading without a consumer.
	 * @param lease what {@code leaseFree} returned
	 */
	public void releaseFree(Lease lease) {
		this.freeLeases.remove(lease);
	}

	/** Takes new settings over; called under the catalogue's lock. */
	void alter(TopicSettings altered) {
		boolean switchedOn = altered.autoPartitioned() && !this.settings.autoPartitioned();
		this.settings = altered;
		if (switchedOn) {
			this.partitions.giveRanges();
		}
		if (altered.autoPartitioned()) {
			this.partitions.splitUntil(altered.minActivePartitions(), "more active partitions are asked for");
		}
		else {
			int missing = altered.minActivePartitions() - this.partitions.size();
			this.partitions.add(Collections.nCopies(Math.max(0, missing), PartitionPlace.PLAIN));
		}
		watchLoads();
		syncConsumers();
		save();
		this.consumers.values().forEach(TopicConsumer::partitionsChanged);
	}

	/**
	 * Splits a partition that has too much load; called under the catalogue's lock. It
	 * may have been split, and the settings may have changed, since the load was seen.
	 */
	void splitByLoad(Partition partition, ByteString bound) {
		SplitRule rule = this.settings.splitRule();
		if (rule != null && partition.active() && this.partitions.active().size() < rule.activeMax()) {
			split(partition, bound, "it has too much load");
		}
	}

	/**
	 * Splits a partition; called under the catalogue's lock.
	 * @param bound the first key of the upper child; null for the middle
	 * @param why for the journal
	 */
	List<Long> split(Partition partition, @Nullable ByteString bound, String why) {
		if (!partition.active()) {
			throw RejectedException.badRequest(
					"Partition " + partition.id() + " of " + this.path + " was split before (expected an active one)");
		}
		this.partitions.giveRanges();
		List<Long> children = this.partitions.split(partition, bound, why);
		watchLoads();
		save();
		this.consumers.values().forEach(TopicConsumer::partitionsChanged);
		return children;
	}

	void save() {
		List<PartitionPlace> places = partitions().stream().map(Partition::place).toList();
		ByteString description = TopicEncoding.encode(this.settings, places, this.createdAtMillis);
		this.store.apply(new StoreChange.TopicSaved(this.id, description), () -> {
		});
	}

	/**
	 * Ends every session and forgets what is stored; called under the catalogue's lock.
	 * @param forReaders what readers are told
	 */
	void drop(IssueCode forReaders) {
		RejectedException reason = new RejectedException(IssueCode.TABLET_PIPE_DISCONNECTED,
				"Topic " + this.path + " was dropped");
		RejectedException readersReason = new RejectedException(forReaders, reason.text());
		this.dropped = readersReason;
		partitions().forEach((partition) -> partition.dropped(reason));
		this.consumers.values().forEach((consumer) -> consumer.topicDropped(readersReason));
		for (Lease lease : this.freeLeases) {
			lease.member().stopAsked(lease, false);
			lease.member().expelled(readersReason);
		}
		this.store.apply(new StoreChange.TopicRemoved(this.id), () -> {
		});
	}

	/**
	 * Takes a partition from those who read it for a consumer, without asking, and gives
	 * it out again.
	 * @param partition the partition
	 * @param only the consumer whose reader loses it; null for all
	 * @return how many lost it
	 */
	public int stopForced(long partition, @Nullable String only) {
		int stopped = 0;
		for (TopicConsumer consumer : this.consumers.values()) {
			if (only == null || only.equals(consumer.name())) {
				stopped += consumer.stopForced(partition) ? 1 : 0;
			}
		}
		return stopped;
	}

}
