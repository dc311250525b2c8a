package io.ydbtopic.broker.topic;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.StoreChange;
import io.ydbtopic.broker.variant.ServerVariant;
import io.ydbtopic.broker.variant.Variants;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import org.jspecify.annotations.Nullable;

/**
 * All topics and directories of the database. It promises that a request applies as a
 * whole or not at all. One lock orders changes; finding a topic takes none. Safe for use
 * by many threads.
 */
public final class Catalogue {

	private final Journal journal;

	private final DatabasePaths paths;

	private final BrokerStore store;

	private final Clock clock;

	private final int nodes;

	private final Variants variants;

	/** By absolute path. */
	private final Map<String, Topic> topics = new ConcurrentHashMap<>();

	private final Directories directories;

	/** Null when topics are only made on request. */
	private final @Nullable AutoCreation autoCreation;

	private long nextTopicId = 1;

	/**
	 * Opens what a store remembers.
	 * @param paths the database
	 * @param store where things are kept
	 * @param clock the wall clock
	 * @param autoCreation how topics come to be on first use; null for never
	 * @param nodes over how many nodes partitions are spread, 1 or more
	 * @param variants how it differs from the defaults
	 * @param journal where events are told
	 */
	public Catalogue(DatabasePaths paths, BrokerStore store, Clock clock, @Nullable AutoCreation autoCreation,
			int nodes, Variants variants, Journal journal) {
		this.journal = journal;
		this.paths = paths;
		this.store = store;
		this.clock = clock;
		this.autoCreation = autoCreation;
		this.nodes = nodes;
		this.variants = variants;
		this.directories = new Directories(paths.database(), store);
		new TreeMap<>(store.topics()).forEach((id, description) -> {
			TopicEncoding.Decoded decoded = TopicEncoding.decode(description);
			Topic topic = new Topic(id, decoded.settings(), decoded.places(), decoded.createdAtMillis(), store, clock,
					nodes, journal);
			this.topics.put(topic.path(), topic);
			this.nextTopicId = id + 1;
		});
	}

	/**
	 * How a topic comes to be when it is used first.
	 *
	 * @param partitions how many partitions it gets
	 */
	public record AutoCreation(int partitions) {
	}

	/**
	 * The forms of paths.
	 * @return the database's paths
	 */
	public DatabasePaths paths() {
		return this.paths;
	}

	/**
	 * All topics.
	 * @return a view
	 */
	public Collection<Topic> topics() {
		return this.topics.values();
	}

	/**
	 * A topic.
	 * @param path in any form
	 * @return null when there is none at the path
	 */
	public @Nullable Topic find(String path) {
		return this.topics.get(this.paths.absolute(path));
	}

	/**
	 * A topic that must be there.
	 * @param path in any form
	 * @return the topic
	 * @throws RejectedException when there is none
	 */
	public Topic get(String path) {
		Topic topic = find(path);
		if (topic == null) {
			throw RejectedException.unknownTopic(path);
		}
		return topic;
	}

	/**
	 * A topic that somebody wants to use: made when topics are made on first use.
	 * @param path in any form
	 * @param consumer a consumer that is made as well; empty for none
	 * @return null when there is none and none is made
	 */
	public @Nullable Topic findForUse(String path, String consumer) {
		Topic topic = find(path);
		if (this.autoCreation == null) {
			return topic;
		}
		synchronized (this) {
			if (topic == null) {
				CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder().setPath(path);
				request.getPartitioningSettingsBuilder().setMinActivePartitions(this.autoCreation.partitions());
				create(request.build());
				topic = get(path);
			}
			if (!consumer.isEmpty() && topic.consumer(consumer) == null) {
				alter(AlterTopicRequest.newBuilder()
					.setPath(path)
					.addAddConsumers(Consumer.newBuilder().setName(consumer))
					.build());
			}
			return topic;
		}
	}

	/**
	 * Makes a topic and the directories above it; one that is there already stays as it
	 * is.
	 * @param request what to make
	 * @return whether it was made; false when it was there
	 * @throws RejectedException when the path is taken by something else or a setting is
	 * wrong
	 */
	public synchronized boolean create(CreateTopicRequest request) {
		String path = this.paths.absolute(request.getPath());
		if (this.topics.containsKey(path)) {
			return false;
		}
		if (this.directories.contains(path)) {
			throw RejectedException.scheme("Path " + path + " is a directory (expected a free path)");
		}
		this.paths.requireMakeable(path);
		TopicSettings settings = SettingsRules.forCreate(request, path);
		makeDirectory(DatabasePaths.parent(path));
		List<PartitionPlace> places = new ArrayList<>();
		int count = settings.minActivePartitions();
		for (int i = 0; i < count; i++) {
			boolean ranged = settings.autoPartitioned() && count > 1;
			places.add(ranged ? PartitionPlace.PLAIN.withKeyRange(KeyRange.slice(i, count)) : PartitionPlace.PLAIN);
		}
		Topic topic = new Topic(this.nextTopicId++, settings, places, this.clock.millis(), this.store, this.clock,
				this.nodes, this.journal);
		topic.save();
		this.topics.put(path, topic);
		this.journal.add(JournalKind.TOPIC_CREATED, path, null, "",
				count + " partitions, consumers " + settings.consumers().stream().map(Consumer::getName).toList());
		return true;
	}

	/**
	 * Waits until all changes so far are kept.
	 * @param whenKept called then; may only enqueue
	 * @throws RejectedException when nothing can be kept any more
	 */
	public void afterAll(Runnable whenKept) {
		this.store.afterAll(whenKept);
	}

	/**
	 * Changes a topic.
	 * @param request what to change
	 * @throws RejectedException when there is no such topic or a setting is wrong
	 */
	public synchronized void alter(AlterTopicRequest request) {
		Topic topic = get(request.getPath());
		topic.alter(AlterRules.apply(topic.settings(), topic.partitions().size(), request));
		this.journal.add(JournalKind.TOPIC_ALTERED, topic.path(), null, "", topic.partitions().size()
				+ " partitions, consumers " + topic.settings().consumers().stream().map(Consumer::getName).toList());
	}

	/**
	 * Drops a topic; its sessions end.
	 * @param path in any form
	 * @throws RejectedException when there is no such topic
	 */
	public synchronized void drop(String path) {
		Topic topic = get(path);
		this.topics.remove(topic.path());
		this.journal.add(JournalKind.TOPIC_DROPPED, topic.path(), null, "", "");
		topic.drop(this.variants.has(ServerVariant.DROPPED_TOPIC_IS_BAD_REQUEST) ? IssueCode.BAD_REQUEST
				: IssueCode.TABLET_PIPE_DISCONNECTED);
	}

	/**
	 * Begins the topics' part of a transaction.
	 * @param id how clients know it
	 * @return a transaction that has done nothing yet
	 */
	public TopicTransaction begin(String id) {
		return new TopicTransaction(id, this);
	}

	/** One commit at a time, and none while topics change. */
	synchronized void commit(TransactionCommit commit, Runnable whenKept) {
		commit.run(this.store, whenKept);
	}

	/**
	 * Splits a partition in halves.
	 * @param path the topic, in any form
	 * @param partition an active partition
	 * @return the children's ids
	 */
	public synchronized List<Long> split(String path, long partition) {
		Topic topic = get(path);
		return topic.split(topic.partition(partition), null, "it was asked for");
	}

	/** Does nothing when topic and partition are not what they were. */
	synchronized void splitByLoad(Topic topic, Partition partition, ByteString bound) {
		if (!topic.dropped()) {
			topic.splitByLoad(partition, bound);
		}
	}

	/**
	 * Moves a partition to another node, or starts it anew on its own; its writers lose
	 * it.
	 * @param path the topic, in any form
	 * @param partition the partition
	 * @param node where it goes
	 * @throws IllegalArgumentException when there is no such node
	 */
	public void move(String path, long partition, int node) {
		if (node < 1 || node > this.nodes) {
			throw new IllegalArgumentException("node is " + node + " (expected 1 to " + this.nodes + ")");
		}
		Topic topic = get(path);
		topic.partition(partition).moveTo(node);
		this.journal.add(JournalKind.PARTITION_MOVED, topic.path(), partition, "",
				"to node " + node + ", generation " + topic.partition(partition).host().generation());
	}

	/**
	 * Makes a directory and those above it.
	 * @param path in any form
	 * @throws RejectedException when a topic is in the way
	 */
	public synchronized void makeDirectory(String path) {
		String absolute = this.paths.absolute(path);
		this.paths.requireMakeable(absolute);
		for (String above = absolute; !above.equals(this.paths.database()); above = DatabasePaths.parent(above)) {
			if (this.topics.containsKey(above)) {
				throw RejectedException.scheme("Path " + above + " is a topic (expected a directory or a free path)");
			}
		}
		this.directories.make(absolute);
	}

	/**
	 * Removes an empty directory.
	 * @param path in any form
	 * @throws RejectedException when it is not there or not empty
	 */
	public synchronized void removeDirectory(String path) {
		String absolute = this.paths.absolute(path);
		if (!entries(absolute).isEmpty()) {
			throw RejectedException.scheme("Directory " + absolute + " is not empty (remove what is in it first)");
		}
		this.directories.remove(absolute);
	}

	/**
	 * What a directory holds.
	 * @param path in any form
	 * @return its entries by name; they are topics where {@link #find(String)} finds one
	 * @throws RejectedException when there is no such directory
	 */
	public synchronized List<String> list(String path) {
		String absolute = this.paths.absolute(path);
		if (!this.directories.contains(absolute)) {
			throw RejectedException.scheme("Directory " + absolute + " does not exist");
		}
		return entries(absolute);
	}

	private List<String> entries(String directory) {
		List<String> entries = new ArrayList<>(this.directories.below(directory));
		for (String topic : this.topics.keySet()) {
			if (DatabasePaths.parent(topic).equals(directory)) {
				entries.add(DatabasePaths.name(topic));
			}
		}
		entries.sort(null);
		return entries;
	}

	/**
	 * Whether a path is a directory.
	 * @param path in any form
	 * @return true for the database too
	 */
	public synchronized boolean isDirectory(String path) {
		return this.directories.contains(this.paths.absolute(path));
	}

}
