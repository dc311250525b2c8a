package io.ydbtopic.broker.topic;

import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.PartitionKey;
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

	/** Over how many nodes partitions are spread. */
	private final int nodes;

	private final long createdAtMillis;

	private volatile TopicSettings settings;

	/** Ascending by id; the index is the id. */
	private volatile List<Partition> partitions;

	private final Map<String, TopicConsumer> consumers = new ConcurrentHashMap<>();

	/** Producer to the partition that it wrote to first; kept while that is active. */
	private final Map<String, Long> homes = new ConcurrentHashMap<>();

	/** Sessions that read without a consumer, with what they read. */
	private final CopyOnWriteArrayList<Lease> freeLeases = new CopyOnWriteArrayList<>();

	private final AtomicInteger roundRobin = new AtomicInteger();

	private volatile boolean dropped;

	Topic(long id, TopicSettings settings, List<PartitionPlace> places, long createdAtMillis, BrokerStore store,
			Clock clock, int nodes, Journal journal) {
		this.journal = journal;
		this.id = id;
		this.path = settings.request().getPath();
		this.settings = settings;
		this.createdAtMillis = createdAtMillis;
		this.store = store;
		this.clock = clock;
		this.nodes = nodes;
		this.partitions = List.of();
		places.forEach(this::addPartition);
		syncConsumers();
		for (Partition partition : this.partitions) {
			partition.producerIds().forEach((producer) -> {
				if (partition.active()) {
					this.homes.put(producer, partition.id());
				}
			});
			store.committedOffsets(partition.key()).forEach((name, offset) -> {
				TopicConsumer consumer = this.consumers.get(name);
				if (consumer != null) {
					consumer.restore(partition.id(), offset);
				}
			});
		}
	}

	private void addPartition(PartitionPlace place) {
		List<Partition> longer = new ArrayList<>(this.partitions);
		Partition partition = new Partition(new PartitionKey(this.id, longer.size()), place,
				PartitionHost.first(longer.size(), this.nodes), this.store, this.clock);
		watchLoad(partition);
		longer.add(partition);
		this.partitions = List.copyOf(longer);
	}

	private void watchLoad(Partition partition) {
		SplitRule rule = this.settings.splitRule();
		partition.watchLoad((rule != null) ? rule.window() : null);
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
		return this.partitions;
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
		List<Partition> all = this.partitions;
		return (partition >= 0 && partition < all.size()) ? all.get((int) partition) : null;
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
		return this.dropped;
	}

	/**
	 * The partition that a producer writes to, when the client names none.
	 * @param producerId who; empty without deduplication
	 * @return an active partition
	 */
	public Partition choosePartition(String producerId) {
		if (producerId.isEmpty()) {
			List<Partition> active = activePartitions();
			return active.get(Math.floorMod(this.roundRobin.getAndIncrement(), active.size()));
		}
		Partition home = home(producerId);
		if (home == null) {
			home = PartitionChoice.byHash(activePartitions(), producerId);
			this.homes.put(producerId, home.id());
		}
		return home;
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
		Partition found = find(partition);
		if (found == null) {
			throw RejectedException.badRequest("Topic " + this.path + " has no partition " + partition
					+ " (expected 0 to " + (this.partitions.size() - 1) + ")");
		}
		if (!found.active()) {
			throw new RejectedException(IssueCode.WRITE_ERROR_PARTITION_INACTIVE,
					"Partition " + partition + " of " + this.path
							+ " was split and takes no more writes (expected one of its children, "
							+ found.place().children() + ")");
		}
		if (!producerId.isEmpty()) {
			Partition home = home(producerId);
			if (home != null && home != found) {
				throw RejectedException
					.badRequest("Producer '" + producerId + "' writes to partition " + home.id() + " of " + this.path
							+ ", not to " + partition + " (use the same partition or another producer)");
			}
			this.homes.put(producerId, partition);
		}
		return found;
	}

	private @Nullable Partition home(String producerId) {
		Long home = this.homes.get(producerId);
		Partition partition = (home != null) ? find(home) : null;
		return (partition != null && partition.active()) ? partition : null;
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

	private List<Partition> activePartitions() {
		return this.partitions.stream().filter(Partition::active).toList();
	}

	/**
	 * Begins to read a partition without a consumer.
	 * @param partition the partition
	 * @param member who reads
	 * @return the right to read
	 */
	public Lease leaseFree(Partition partition, ReadMember member) {
		Lease lease = new Lease(this, partition, null, member, nowMillis());
		this.freeLeases.add(lease);
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
		this.partitions.forEach(this::watchLoad);
		if (switchedOn) {
			giveRanges();
		}
		if (altered.autoPartitioned()) {
			while (activePartitions().size() < altered.minActivePartitions()) {
				splitWidest();
			}
		}
		else {
			while (this.partitions.size() < altered.minActivePartitions()) {
				addPartition(PartitionPlace.PLAIN);
			}
		}
		syncConsumers();
		save();
		this.consumers.values().forEach(TopicConsumer::partitionsChanged);
	}

	private void giveRanges() {
		List<Partition> active = activePartitions();
		if (active.stream().anyMatch((partition) -> partition.keyRange() != null)) {
			return;
		}
		for (int i = 0; i < active.size(); i++) {
			active.get(i).placed(KeyRange.slice(i, active.size()));
		}
	}

	private void splitWidest() {
		Partition widest = activePartitions().stream().max(Comparator.comparing(Topic::width)).orElseThrow();
		splitAt(widest, null, "more active partitions are asked for");
	}

	private static BigInteger width(Partition partition) {
		KeyRange range = partition.keyRange();
		return (range != null) ? range.width() : KeyRange.ALL.width();
	}

	/**
	 * Splits a partition that has too much load; called under the catalogue's lock. It
	 * may have been split, and the settings may have changed, since the load was seen.
	 */
	void splitByLoad(Partition partition, ByteString bound) {
		SplitRule rule = this.settings.splitRule();
		if (rule != null && partition.active() && activePartitions().size() < rule.activeMax()) {
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
		giveRanges();
		List<Long> children = splitAt(partition, bound, why);
		save();
		this.consumers.values().forEach(TopicConsumer::partitionsChanged);
		return children;
	}

	private List<Long> splitAt(Partition partition, @Nullable ByteString bound, String why) {
		KeyRange range = partition.keyRange();
		KeyRange whole = (range != null) ? range : KeyRange.ALL;
		ByteString middle = (bound != null && whole.hasInside(bound)) ? bound : whole.middle();
		List<Long> parents = List.of(partition.id());
		List<Long> children = List.of((long) this.partitions.size(), this.partitions.size() + 1L);
		addPartition(new PartitionPlace(true, parents, List.of(), new KeyRange(whole.from(), middle)));
		addPartition(new PartitionPlace(true, parents, List.of(), new KeyRange(middle, whole.to())));
		partition.split(children);
		this.journal.add(JournalKind.PARTITION_SPLIT, this.path, partition.id(), "", "into " + children + ": " + why);
		return children;
	}

	void save() {
		List<PartitionPlace> places = this.partitions.stream().map(Partition::place).toList();
		ByteString description = TopicEncoding.encode(this.settings, places, this.createdAtMillis);
		this.store.apply(new StoreChange.TopicSaved(this.id, description), () -> {
		});
	}

	/**
	 * Ends every session and forgets what is stored; called under the catalogue's lock.
	 * @param forReaders what readers are told
	 */
	void drop(IssueCode forReaders) {
		this.dropped = true;
		RejectedException reason = new RejectedException(IssueCode.TABLET_PIPE_DISCONNECTED,
				"Topic " + this.path + " was dropped");
		this.partitions.forEach((partition) -> partition.dropped(reason));
		RejectedException readersReason = new RejectedException(forReaders, reason.text());
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
