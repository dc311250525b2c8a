package io.ydbtopic.simulator.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.PartitionKey;
import io.ydbtopic.broker.log.RecordStore;
import io.ydbtopic.broker.log.StoreChange;
import io.ydbtopic.broker.log.StoredRecord;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a broker. A change is kept a little after it was handed over, together
 * with those that came meanwhile; what was not kept when the broker dies is gone. Not
 * thread-safe.
 */
public final class SimulatedDisk {

	private final Map<PartitionKey, KeptPartition> partitions = new LinkedHashMap<>();

	private final Map<Long, ByteString> topics = new TreeMap<>();

	private final TreeSet<String> directories = new TreeSet<>();

	private final DiskListener listener;

	private boolean losesMessages;

	private boolean losesCommits;

	/**
	 * An empty disk.
	 * @param listener told what is kept
	 */
	public SimulatedDisk(DiskListener listener) {
		this.listener = listener;
	}

	/**
	 * Says that messages are kept, and does not keep them.
	 */
	public void loseMessages(boolean lose) {
		this.losesMessages = lose;
	}

	/**
	 * Says that offsets are kept, and does not keep them.
	 */
	public void loseCommits(boolean lose) {
		this.losesCommits = lose;
	}

	/** Hears of what is kept, before the broker does. */
	public interface DiskListener {

		/**
		 * Messages are kept.
		 */
		void appended(PartitionKey partition, List<StoredRecord> records);

		/**
		 * An offset is kept.
		 */
		void committed(PartitionKey partition, String consumer, long offset);

	}

	/**
	 * What a broker in a process sees of it.
	 * @param delayNanos how long it takes until something is kept
	 */
	public BrokerStore mount(SimulatedProcess process, long delayNanos) {
		return new Mounted(process, delayNanos);
	}

	/**
	 * The messages of a partition that are kept.
	 */
	public List<StoredRecord> records(PartitionKey key) {
		return partition(key).records;
	}

	/**
	 * The partitions that hold or held something, in the order of their making.
	 */
	public List<PartitionKey> partitions() {
		return new ArrayList<>(this.partitions.keySet());
	}

	/**
	 * The offset that a consumer has committed.
	 */
	public long committed(PartitionKey key, String consumer) {
		return partition(key).committed.getOrDefault(consumer, 0L);
	}

	private KeptPartition partition(PartitionKey key) {
		return this.partitions.computeIfAbsent(key, (missing) -> new KeptPartition());
	}

	private void keep(StoreChange change) {
		if ((this.losesMessages && change instanceof StoreChange.Appended)
				|| (this.losesCommits && change instanceof StoreChange.Committed)) {
			return;
		}
		if (change instanceof StoreChange.Together together) {
			together.changes().forEach(this::keep);
		}
		else if (change instanceof StoreChange.Appended appended) {
			partition(appended.partition()).append(appended.records());
			this.listener.appended(appended.partition(), appended.records());
		}
		else if (change instanceof StoreChange.Trimmed trimmed) {
			KeptPartition kept = partition(trimmed.partition());
			kept.start = Math.max(kept.start, trimmed.startOffset());
		}
		else if (change instanceof StoreChange.Committed committed) {
			partition(committed.partition()).committed.put(committed.consumer(), committed.offset());
			this.listener.committed(committed.partition(), committed.consumer(), committed.offset());
		}
		else if (change instanceof StoreChange.TopicSaved saved) {
			this.topics.put(saved.topicId(), saved.description());
		}
		else if (change instanceof StoreChange.TopicRemoved removed) {
			this.topics.remove(removed.topicId());
		}
		else if (change instanceof StoreChange.DirectorySaved saved) {
			this.directories.add(saved.path());
		}
		else if (change instanceof StoreChange.DirectoryRemoved removed) {
			this.directories.remove(removed.path());
		}
	}

	/** A partition; offsets are places in the list. */
	private static final class KeptPartition implements RecordStore {

		private final List<StoredRecord> records = new ArrayList<>();

		private final Map<String, BrokerStore.StoredProducer> producers = new LinkedHashMap<>();

		private final Map<String, Long> committed = new TreeMap<>();

		private long start;

		private void append(List<StoredRecord> added) {
			for (StoredRecord record : added) {
				if (record.offset() != this.records.size()) {
					throw new IllegalStateException(
							"Append at offset " + record.offset() + " (expected " + this.records.size() + ")");
				}
				this.records.add(record);
				if (!record.producerId().isEmpty()) {
					this.producers.remove(record.producerId());
					this.producers.put(record.producerId(), new BrokerStore.StoredProducer(record.producerId(),
							record.seqNo(), record.writtenAtMillis()));
				}
			}
		}

		@Override
		public long startOffset() {
			return this.start;
		}

		@Override
		public long endOffset() {
			return this.records.size();
		}

		@Override
		public @Nullable StoredRecord get(long offset) {
			return (offset < this.start || offset >= this.records.size()) ? null : this.records.get((int) offset);
		}

		@Override
		public List<StoredRecord> read(long from, long untilOffset, long sizeMax, int countMax) {
			List<StoredRecord> found = new ArrayList<>();
			long size = 0;
			long until = Math.min(untilOffset, this.records.size());
			for (long offset = Math.max(from, this.start); offset < until && found.size() < countMax; offset++) {
				StoredRecord record = this.records.get((int) offset);
				size += record.wireSize();
				if (size > sizeMax && !found.isEmpty()) {
					break;
				}
				found.add(record);
			}
			return found;
		}

	}

	/** The disk in the hands of one broker. */
	private final class Mounted implements BrokerStore {

		private final TaskQueue writer;

		private final long delayNanos;

		private List<Pending> pending = new ArrayList<>();

		private record Pending(StoreChange change, Runnable whenKept) {
		}

		Mounted(SimulatedProcess process, long delayNanos) {
			this.writer = process.newQueue(process.name() + "/disk");
			this.delayNanos = delayNanos;
		}

		@Override
		public void apply(StoreChange change, Runnable whenKept) {
			this.pending.add(new Pending(change, whenKept));
			if (this.pending.size() == 1) {
				this.writer.after("sync", this.delayNanos, this::keepPending);
			}
		}

		private void keepPending() {
			List<Pending> taken = this.pending;
			this.pending = new ArrayList<>();
			for (Pending each : taken) {
				keep(each.change());
				each.whenKept().run();
			}
		}

		/** This disk does not fail. */
		@Override
		public void whenFailed(Consumer<RejectedException> told) {
		}

		@Override
		public RecordStore records(PartitionKey key) {
			return partition(key);
		}

		@Override
		public List<StoredProducer> producers(PartitionKey key) {
			return new ArrayList<>(partition(key).producers.values());
		}

		@Override
		public Map<String, Long> committedOffsets(PartitionKey key) {
			return new TreeMap<>(partition(key).committed);
		}

		@Override
		public Map<Long, ByteString> topics() {
			return SimulatedDisk.this.topics;
		}

		@Override
		public List<String> directories() {
			return new ArrayList<>(SimulatedDisk.this.directories);
		}

		@Override
		public void close() {
			keepPending();
		}

	}

}
