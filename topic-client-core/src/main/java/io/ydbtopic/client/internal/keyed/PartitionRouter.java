package io.ydbtopic.client.internal.keyed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.PartitionChooser;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads each message to its partition, and through splits. A partition that takes no more
 * gets a {@link Hold}: what its stream left, and behind that all that comes for it or its
 * descendants. When the children are known, and what the partition has stored, the rest
 * is led to the children in its order; only then do newer messages follow. So a message
 * never overtakes an older one of its key, as long as the chooser moves keys to children
 * alone. Confined to the keyed writer's loop, but for {@link #topology}.
 */
final class PartitionRouter {

	private static final Logger logger = LoggerFactory.getLogger(PartitionRouter.class);

	private final String id;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	/** Where choosers run when they are asked again. */
	private final SerialLoop userQueue;

	private final PartitionChooser chooser;

	private final PartitionStreams streams;

	private final Owner owner;

	private final Map<Long, Lane> lanes = new TreeMap<>();

	private final Set<Lane> touched = new LinkedHashSet<>();

	/** By partition; the one of {@link Topology#NONE} stands before all. */
	private final Map<Long, Hold> holds = new TreeMap<>();

	/**
	 * Partitions that the server has called inactive, and that the topology still calls
	 * active. Each has a hold.
	 */
	private final Set<Long> lost = new LinkedHashSet<>();

	/** Streams that are ending; waited for by a close. */
	private final List<CompletableFuture<Void>> ending = new ArrayList<>();

	private boolean stopped;

	/** Null until the partitions are known. Written on the loop, read from any thread. */
	private volatile @Nullable Topology topology;

	PartitionRouter(String id, ClientRuntime runtime, SerialLoop loop, SerialLoop userQueue, PartitionChooser chooser,
			PartitionStreams streams, Owner owner) {
		this.id = id;
		this.runtime = runtime;
		this.loop = loop;
		this.userQueue = userQueue;
		this.chooser = chooser;
		this.streams = streams;
		this.owner = owner;
		this.holds.put(Topology.NONE, new Hold(Topology.NONE));
	}

	/** The partitions as of now; null until they are known. From any thread. */
	@Nullable Topology topology() {
		return this.topology;
	}

	/** Takes a message. Its stream hears of it with the next {@link #dispatch}. */
	void route(KeyedEntry entry) {
		this.loop.assertInLoop();
		route(entry, null);
	}

	private void route(KeyedEntry entry, @Nullable Hold from) {
		if (entry.refusal != null) {
			this.owner.refused(entry, entry.refusal);
			return;
		}
		Hold hold = holdOver(entry.partition, from);
		if (hold != null) {
			hold.add(entry);
			return;
		}
		Topology known = this.topology;
		if (known != null && known.isActive(entry.partition)) {
			Lane lane = lane(entry.partition);
			lane.add(entry, this.runtime.nanoTime());
			if (!lane.touched) {
				lane.touched = true;
				this.touched.add(lane);
			}
			return;
		}
		// It was chosen before the split, and the hold of its partition is over already.
		Hold again = new Hold(entry.partition);
		again.add(entry);
		this.holds.put(entry.partition, again);
		advance(again);
	}

	/** What stands before a partition: the hold of its oldest ancestor that has one. */
	private @Nullable Hold holdOver(long partition, @Nullable Hold except) {
		if (this.holds.isEmpty()) {
			return null;
		}
		Hold first = this.holds.get(Topology.NONE);
		Topology known = this.topology;
		if ((first != null && first != except) || known == null) {
			return first;
		}
		for (long ancestor : known.ancestors(partition)) {
			Hold hold = this.holds.get(ancestor);
			if (hold != null && hold != except) {
				return hold;
			}
		}
		Hold own = this.holds.get(partition);
		return (own != except) ? own : null;
	}

	private Lane lane(long partition) {
		Lane lane = this.lanes.get(partition);
		if (lane == null) {
			lane = new Lane(partition, this.streams, this);
			this.lanes.put(partition, lane);
			lane.start();
			this.owner.laneOpened();
		}
		return lane;
	}

	/**
	 * Sends what was routed.
	 * @param now whether somebody waits for all of it
	 */
	void dispatch(boolean now) {
		if (!this.touched.isEmpty()) {
			List<Lane> told = new ArrayList<>(this.touched);
			this.touched.clear();
			told.forEach((lane) -> lane.dispatch(now));
		}
	}

	/** Sends what lingers anywhere. */
	void hurry() {
		List.copyOf(this.lanes.values()).forEach(Lane::hurry);
	}

	/** The server has called a partition inactive. */
	void partitionLost(long partition) {
		if (this.stopped) {
			return;
		}
		Topology known = this.topology;
		if (known != null && known.isActive(partition)) {
			logger.info("{}: partition {} takes no more messages; the partitions are read again", this.id, partition);
			this.lost.add(partition);
			this.owner.topologyWanted();
		}
		retire(partition);
	}

	/** Gives the partition a hold, and ends its stream. */
	private void retire(long partition) {
		Hold hold = this.holds.computeIfAbsent(partition, Hold::new);
		Lane lane = this.lanes.remove(partition);
		if (lane != null) {
			this.touched.remove(lane);
			hold.awaitsStream = true;
			track(lane.close(hold));
		}
	}

	/**
	 * Takes the partitions as they are now; an answer that is older than what is known
	 * changes nothing.
	 * @return whether they show all splits that are known of
	 */
	boolean topologyRead(Topology read) {
		this.loop.assertInLoop();
		Topology known = this.topology;
		if (known != null && read.isOlderThan(known)) {
			return this.lost.isEmpty();
		}
		this.topology = read;
		this.lost.removeIf((partition) -> !read.isActive(partition));
		for (long partition : List.copyOf(this.lanes.keySet())) {
			if (!read.isActive(partition)) {
				logger.info("{}: partition {} was split, its messages go to its children", this.id, partition);
				retire(partition);
			}
		}
		List.copyOf(this.holds.values()).forEach(this::advance);
		return this.lost.isEmpty();
	}

	/**
	 * A stream has ended.
	 * @param hold who takes what it left; null if nobody does
	 * @param failure why it ended by itself; null if it was closed
	 */
	void laneEnded(Lane lane, @Nullable Hold hold, List<KeyedEntry> left, int maybeStored,
			@Nullable TopicException failure) {
		if (failure != null) {
			this.lanes.remove(lane.partition(), lane);
			failed(failure);
		}
		if (hold == null || this.stopped) {
			left.forEach(this.owner::abandoned);
		}
		else {
			hold.streamEnded(left, this.streams.hasProducers() ? maybeStored : 0);
			advance(hold);
		}
	}

	/** Goes on with a hold as far as is possible now. */
	private void advance(Hold hold) {
		Topology known = this.topology;
		if (this.stopped || hold.awaitsStream || hold.choosing || hold.probe != null || known == null
				|| this.lost.contains(hold.partition)) {
			return;
		}
		if (hold.maybeStored > 0) {
			long child = known.heir(hold.partition);
			if (child != Topology.NONE) {
				if (!this.lost.contains(child)) {
					FloorProbe probe = new FloorProbe(hold, child, this.streams, this);
					hold.probe = probe;
					probe.start();
				}
				return;
			}
			// No family left: the topic was made anew, and nothing of it is stored.
			hold.maybeStored = 0;
		}
		release(hold, known);
	}

	/** What the partition had stored is known: those messages have ended. */
	void floorKnown(Hold hold, long floor) {
		endProbe(hold);
		int stored = 0;
		for (int i = hold.maybeStored; i > 0; i--) {
			KeyedEntry entry = hold.peek();
			if (entry == null || entry.number() > floor) {
				break;
			}
			hold.remove();
			stored++;
			this.owner.stored(entry, new WriteAck(entry.number(), hold.partition, -1, WriteAck.State.ALREADY_WRITTEN));
		}
		logger.info("{}: partition {} had stored {} of {} messages without an ack", this.id, hold.partition, stored,
				hold.maybeStored);
		hold.maybeStored = 0;
		advance(hold);
		this.owner.routed();
	}

	/** The child that was asked takes no messages either. */
	void probeLost(Hold hold, long child) {
		endProbe(hold);
		partitionLost(child);
		advance(hold);
	}

	private void endProbe(Hold hold) {
		FloorProbe probe = hold.probe;
		hold.probe = null;
		if (probe != null) {
			track(probe.close());
		}
	}

	private void release(Hold hold, Topology known) {
		KeyedEntry next = hold.peek();
		while (next != null && (next.refusal != null || known.isActive(next.partition))) {
			hold.remove();
			route(next, hold);
			next = hold.peek();
		}
		if (next == null) {
			this.holds.remove(hold.partition, hold);
		}
		else {
			choose(hold, known);
		}
	}

	/** Asks the chooser again, where the application's code may run. */
	private void choose(Hold hold, Topology known) {
		hold.choosing = true;
		List<KeyedEntry> homeless = hold.matching((entry) -> entry.refusal == null && !known.isActive(entry.partition));
		this.userQueue.execute(() -> {
			homeless.forEach((entry) -> entry.choose(this.chooser, known));
			this.loop.execute(() -> {
				hold.choosing = false;
				advance(hold);
				this.owner.routed();
			});
		});
	}

	/** A stream that nothing came for is closed. */
	void closeIdle(Duration timeout) {
		long before = this.runtime.nanoTime() - timeout.toNanos();
		for (Lane lane : List.copyOf(this.lanes.values())) {
			if (lane.isIdleSince(before)) {
				logger.debug("{}: partition {} is idle, its stream is closed", this.id, lane.partition());
				this.lanes.remove(lane.partition());
				track(lane.close(null));
			}
		}
	}

	/** Where messages wait, of all partitions. */
	List<WaitingQueue> queues() {
		List<WaitingQueue> queues = new ArrayList<>(this.holds.values());
		queues.addAll(this.lanes.values());
		return queues;
	}

	/** Streams that are open. */
	int openLanes() {
		return this.lanes.size();
	}

	void failed(TopicException cause) {
		if (!this.stopped) {
			this.owner.failed(cause);
		}
	}

	private void track(CompletableFuture<Void> end) {
		this.ending.add(end);
		end.whenComplete((done, error) -> this.loop.execute(() -> this.ending.removeIf((other) -> other == end)));
	}

	/**
	 * Ends all streams; what waits and what they leave is abandoned.
	 * @return done when no call is open
	 */
	CompletableFuture<Void> stop() {
		this.loop.assertInLoop();
		this.stopped = true;
		for (Hold hold : List.copyOf(this.holds.values())) {
			endProbe(hold);
			hold.drain().forEach(this.owner::abandoned);
		}
		this.holds.clear();
		this.touched.clear();
		for (Lane lane : this.lanes.values()) {
			track(lane.close(null));
		}
		this.lanes.clear();
		return CompletableFuture.allOf(this.ending.toArray(new CompletableFuture<?>[0]));
	}

	/** Whose messages these are; told on the loop. */
	interface Owner {

		/** The partitions must be read again. */
		void topologyWanted();

		/** A stream was opened. */
		void laneOpened();

		/** The message can't go anywhere. */
		void refused(KeyedEntry entry, TopicException refusal);

		/** The message turned out to be stored. */
		void stored(KeyedEntry entry, WriteAck ack);

		/** The end came before the message had one. */
		void abandoned(KeyedEntry entry);

		/** Messages that waited were led on: time to dispatch. */
		void routed();

		/** A stream has failed for good, and with it the keyed writer. */
		void failed(TopicException cause);

	}

}
