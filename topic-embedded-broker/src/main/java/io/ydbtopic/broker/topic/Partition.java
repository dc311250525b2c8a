package io.ydbtopic.broker.topic;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.PartitionKey;
import io.ydbtopic.broker.log.RecordStore;
import io.ydbtopic.broker.log.StoreChange;
import io.ydbtopic.broker.log.StoredRecord;
import org.jspecify.annotations.Nullable;

/**
 * One partition: gives offsets, drops what a producer sent before, remembers who writes,
 * and tells readers about news. It promises that messages of one call get consecutive
 * offsets in their order and that {@code whenKept} comes after they are kept and
 * readable. The trap: listeners and {@code whenKept} may run under the lock, so they may
 * only enqueue. Safe for use by many threads.
 */
public final class Partition {

	/** Over this a partition takes no more until something is acknowledged. */
	private static final long IN_FLIGHT_BYTES_MAX = 30_000_000;

	private final PartitionKey key;

	private final BrokerStore store;

	private final Clock clock;

	private final RecordStore records;

	private final Producers producers;

	private final WriteOwners owners = new WriteOwners();

	/** Woken after each append; called without order among each other. */
	private final CopyOnWriteArrayList<Runnable> readers = new CopyOnWriteArrayList<>();

	private final AtomicLong inFlightBytes = new AtomicLong();

	private final ByteWindows written = new ByteWindows();

	/** Null while nothing depends on the load. */
	private @Nullable WriteLoad load;

	/**
	 * The offset that the next message gets; ahead of the records while they are kept.
	 */
	private long nextOffset;

	private long lastWriteMillis;

	/** Bytes of payload that are kept; -1 after a restart until somebody asks. */
	private long storedBytes;

	/** Why nothing can be written any more; null while the topic is there. */
	private @Nullable RejectedException dropped;

	/** Where it ended with its split, kept by then or not; out of reach before. */
	private volatile long finalOffset = Long.MAX_VALUE;

	private volatile PartitionPlace place;

	private volatile PartitionHost host;

	Partition(PartitionKey key, PartitionPlace place, PartitionHost host, BrokerStore store, Clock clock) {
		this.key = key;
		this.place = place;
		this.host = host;
		this.store = store;
		this.clock = clock;
		this.records = store.records(key);
		this.producers = new Producers(store.producers(key));
		this.nextOffset = this.records.endOffset();
		if (!place.active()) {
			this.finalOffset = this.nextOffset;
		}
		this.storedBytes = (this.nextOffset == this.records.startOffset()) ? 0 : -1;
		StoredRecord last = this.records.get(this.nextOffset - 1);
		this.lastWriteMillis = (last != null) ? last.writtenAtMillis() : 0;
	}

	/**
	 * Its id in the topic.
	 * @return 0 and up
	 */
	public long id() {
		return this.key.partition();
	}

	PartitionKey key() {
		return this.key;
	}

	/**
	 * Where it stands among the topic's partitions.
	 * @return its relatives, its range and whether it takes writes
	 */
	public PartitionPlace place() {
		return this.place;
	}

	/**
	 * Where it is served.
	 * @return the node and the generation
	 */
	public PartitionHost host() {
		return this.host;
	}

	/**
	 * Checks that a writer came to where the partition is.
	 * @param node the node it came to
	 * @param generation the generation it knows
	 * @throws RejectedException when the partition is elsewhere by now
	 */
	public void checkHost(int node, long generation) {
		PartitionHost current = this.host;
		if (generation != current.generation() || node != current.node()) {
			throw new RejectedException(IssueCode.TABLET_PIPE_DISCONNECTED,
					"Partition " + id() + " with generation " + generation + " was asked for at node " + node
							+ " (expected generation " + current.generation() + " at node " + current.node()
							+ ", describe the partition again)");
		}
	}

	/** Its writers are told; readers go on, they don't depend on the node. */
	synchronized void moveTo(int node) {
		this.host = this.host.movedTo(node);
		this.owners.loseAll(new RejectedException(IssueCode.TABLET_PIPE_DISCONNECTED,
				"Partition " + id() + " was moved to node " + node + " (connect again)"));
	}

	@Nullable KeyRange keyRange() {
		return this.place.keyRange();
	}

	/**
	 * Whether it takes writes.
	 * @return false after a split
	 */
	public boolean active() {
		return this.place.active();
	}

	void placed(KeyRange range) {
		this.place = this.place.withKeyRange(range);
	}

	/** After this call nothing is added any more; its writers are told. */
	synchronized void split(List<Long> children) {
		this.finalOffset = this.nextOffset;
		this.place = this.place.splitInto(children);
		this.load = null;
		this.owners.loseAll(inactive());
		wakeReaders();
	}

	private RejectedException inactive() {
		return new RejectedException(IssueCode.WRITE_ERROR_PARTITION_INACTIVE,
				"Partition " + id() + " was split and takes no more writes (describe the topic and write to a child)");
	}

	synchronized void dropped(RejectedException reason) {
		this.dropped = reason;
		this.owners.loseAll(reason);
	}

	/** Measures the load over a window from now on; null to stop. */
	synchronized void watchLoad(@Nullable Duration window) {
		if (window == null || !active()) {
			this.load = null;
		}
		else if (this.load == null || !this.load.window().equals(window)) {
			this.load = new WriteLoad(window);
		}
	}

	/** The load of late; null when it is not measured. */
	synchronized WriteLoad.@Nullable Snapshot load(long nowMillis) {
		return (this.load != null) ? this.load.snapshot(nowMillis) : null;
	}

	/**
	 * Begins to write. A session that owned the producer here loses it at once.
	 * @param producerId who writes; empty without deduplication
	 * @param inheritedSeqNo the greatest number that ancestors of this partition know
	 * @param takenOver what a displaced session is told
	 * @param onLost told when the ownership ends from outside
	 * @return the ownership
	 */
	public synchronized WriteOwnership own(String producerId, long inheritedSeqNo, RejectedException takenOver,
			Consumer<RejectedException> onLost) {
		if (this.dropped != null) {
			throw this.dropped;
		}
		if (!active()) {
			throw inactive();
		}
		if (!producerId.isEmpty() && inheritedSeqNo > 0) {
			this.producers.wrote(producerId, inheritedSeqNo, this.clock.millis());
		}
		return this.owners.begin(producerId, maxSeqNo(producerId), takenOver, onLost);
	}

	/**
	 * Lets go; a displaced ownership lets go of nothing.
	 * @param ownership what {@code own} returned
	 */
	public synchronized void disown(WriteOwnership ownership) {
		this.owners.end(ownership);
	}

	/**
	 * The greatest number of a producer, messages included that are still being kept.
	 * @param producerId who
	 * @return 0 when the producer is not known
	 */
	public synchronized long maxSeqNo(String producerId) {
		return producerId.isEmpty() ? 0 : this.producers.maxSeqNo(producerId, this.clock.millis());
	}

	synchronized Iterable<String> producerIds() {
		return this.producers.ids();
	}

	/**
	 * Adds messages at the end; leaves out those that the producer sent before.
	 * @param ownership the right to write
	 * @param codec the codec of the payloads
	 * @param sessionMeta what the session said about itself
	 * @param messages what to add, in order
	 * @param whenKept called once when all of it is kept; may only enqueue
	 * @return the offset of each message, -1 for one that was left out
	 * @throws RejectedException when the ownership ended or the partition takes no writes
	 */
	public synchronized long[] append(WriteOwnership ownership, int codec, Map<String, String> sessionMeta,
			List<NewMessage> messages, Runnable whenKept) {
		ownership.check();
		long now = Math.max(this.clock.millis(), this.lastWriteMillis);
		long[] offsets = new long[messages.size()];
		List<StoredRecord> added = new ArrayList<>(messages.size());
		String producerId = ownership.producerId();
		long known = ownership.isAnonymous() ? 0 : this.producers.maxSeqNo(producerId, now);
		long bytes = 0;
		for (int i = 0; i < offsets.length; i++) {
			NewMessage message = messages.get(i);
			if (!ownership.isAnonymous() && message.seqNo() <= known) {
				offsets[i] = -1;
				continue;
			}
			known = message.seqNo();
			offsets[i] = this.nextOffset++;
			bytes += message.data().size();
			countLoad(producerId, message, now);
			added.add(record(offsets[i], producerId, codec, sessionMeta, message, now));
		}
		if (!added.isEmpty()) {
			countWritten(now, bytes, added.size());
			if (!ownership.isAnonymous()) {
				this.producers.wrote(producerId, known, now);
			}
		}
		this.store.apply(new StoreChange.Appended(this.key, added), () -> {
			whenKept.run();
			wakeReaders();
		});
		return offsets;
	}

	private static StoredRecord record(long offset, String producerId, int codec, Map<String, String> sessionMeta,
			NewMessage message, long nowMillis) {
		return new StoredRecord(offset, producerId, message.seqNo(), message.data(), codec, message.uncompressedSize(),
				message.createdAtMillis(), nowMillis, message.metadata(), sessionMeta);
	}

	private void countLoad(String producerId, NewMessage message, long nowMillis) {
		if (this.load != null) {
			this.load.wrote(message.loadKey(producerId), nowMillis, message.data().size());
		}
	}

	private void countWritten(long nowMillis, long bytes, int messages) {
		this.lastWriteMillis = nowMillis;
		this.storedBytes += (this.storedBytes >= 0) ? bytes : 0;
		this.written.add(nowMillis, Math.max(bytes, messages));
	}

	/** Whether what a transaction wrote fits; called by its commit under the lock. */
	void checkStaged(String transaction, StagedWrites staged) {
		if (this.dropped != null || !active()) {
			throw RejectedException.aborted(transaction, "partition " + id() + ", to which it wrote, was "
					+ ((this.dropped != null) ? "dropped" : "split") + " meanwhile");
		}
		staged.firstSeqNos().forEach((producer, first) -> {
			long known = maxSeqNo(producer);
			if (known >= first) {
				throw RejectedException.aborted(transaction, "producer '" + producer + "' has written number " + known
						+ " to partition " + id() + " meanwhile, and the transaction holds its number " + first);
			}
		});
	}

	/** Adds what a transaction wrote; called by its commit under the lock. */
	StoreChange.Appended appendStaged(StagedWrites staged) {
		long now = Math.max(this.clock.millis(), this.lastWriteMillis);
		List<StoredRecord> added = new ArrayList<>(staged.messages().size());
		long bytes = 0;
		for (StagedMessage each : staged.messages()) {
			NewMessage message = each.message();
			bytes += message.data().size();
			countLoad(each.producerId(), message, now);
			added.add(record(this.nextOffset++, each.producerId(), each.codec(), each.sessionMeta(), message, now));
			if (!each.producerId().isEmpty()) {
				this.producers.wrote(each.producerId(), message.seqNo(), now);
			}
		}
		countWritten(now, bytes, added.size());
		return new StoreChange.Appended(this.key, added);
	}

	void wakeReaders() {
		this.readers.forEach(Runnable::run);
	}

	/**
	 * Counts bytes that are accepted and not acknowledged.
	 * @param bytes more than zero to add; less to take away
	 * @throws RejectedException when there are too many already
	 */
	public void inFlight(long bytes) {
		long before = this.inFlightBytes.getAndAdd(bytes);
		if (bytes > 0 && before > IN_FLIGHT_BYTES_MAX) {
			this.inFlightBytes.addAndGet(-bytes);
			throw new RejectedException(IssueCode.OVERLOAD,
					"Partition " + id() + " has " + before + " bytes that are not acknowledged (expected at most "
							+ IN_FLIGHT_BYTES_MAX + "; try again later)");
		}
	}

	/**
	 * Tells a reader about each append from now on.
	 * @param reader may only enqueue
	 */
	public void addReader(Runnable reader) {
		this.readers.add(reader);
	}

	/**
	 * Stops telling.
	 * @param reader what was added
	 */
	public void removeReader(Runnable reader) {
		this.readers.remove(reader);
	}

	/**
	 * The messages themselves.
	 * @return what is kept and readable
	 */
	public RecordStore records() {
		return this.records;
	}

	/**
	 * The first offset that is kept.
	 * @return an offset
	 */
	public long startOffset() {
		return this.records.startOffset();
	}

	/**
	 * The offset after the last readable message.
	 * @return an offset
	 */
	public long endOffset() {
		return this.records.endOffset();
	}

	/**
	 * Whether nothing will ever be at an offset or behind it. What was accepted before a
	 * split and is not kept yet still comes, behind the {@link #endOffset()} of now.
	 * @param offset an offset
	 * @return false as long as it takes writes
	 */
	public boolean endsAt(long offset) {
		return offset >= this.finalOffset;
	}

	/** The offset after the last message that it will ever have, once it is split. */
	long finalOffset() {
		return this.finalOffset;
	}

	/** How many bytes of payload are kept. */
	synchronized long storedBytes() {
		if (this.storedBytes < 0) {
			this.storedBytes = payloadBytes(startOffset(), this.nextOffset);
		}
		return this.storedBytes;
	}

	private long payloadBytes(long from, long until) {
		long bytes = 0;
		for (long offset = from; offset < until; offset++) {
			StoredRecord record = this.records.get(offset);
			bytes += (record != null) ? record.data().size() : 0;
		}
		return bytes;
	}

	/**
	 * Lets messages expire.
	 * @param newStartOffset the first that stays
	 * @throws IllegalArgumentException when it is not between the start and the end
	 */
	public synchronized void expire(long newStartOffset) {
		if (newStartOffset < startOffset() || newStartOffset > endOffset()) {
			throw new IllegalArgumentException("offset is " + newStartOffset + " (expected " + startOffset() + " to "
					+ endOffset() + ", the start and the end of partition " + this.key + ")");
		}
		trim(newStartOffset);
	}

	/** Drops messages from the front, up to an offset that stays. */
	synchronized void trim(long newStartOffset) {
		if (newStartOffset > startOffset() && this.dropped == null) {
			if (this.storedBytes >= 0) {
				this.storedBytes -= payloadBytes(startOffset(), newStartOffset);
			}
			this.store.apply(new StoreChange.Trimmed(this.key, newStartOffset), () -> {
			});
		}
	}

	/**
	 * Its numbers now.
	 * @return a snapshot
	 */
	public PartitionStats stats() {
		Traffic traffic = this.written.snapshot(this.clock.millis());
		synchronized (this) {
			return new PartitionStats(startOffset(), endOffset(), this.lastWriteMillis, traffic);
		}
	}

}
