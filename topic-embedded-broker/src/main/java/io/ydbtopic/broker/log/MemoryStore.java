package io.ydbtopic.broker.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.error.RejectedException;

/**
 * Keeps everything in memory: nothing survives the broker, and nothing touches a disk.
 * {@code whenKept} is called inside {@code apply}. Safe for use by many threads.
 */
public final class MemoryStore implements BrokerStore {

	private final Map<PartitionKey, MemoryRecords> partitions = new ConcurrentHashMap<>();

	/**
	 * Makes an empty store.
	 */
	public MemoryStore() {
	}

	@Override
	public void apply(StoreChange change, Runnable whenKept) {
		apply(change);
		whenKept.run();
	}

	private void apply(StoreChange change) {
		if (change instanceof StoreChange.Together together) {
			together.changes().forEach(this::apply);
		}
		else if (change instanceof StoreChange.Appended appended) {
			partition(appended.partition()).append(appended.records());
		}
		else if (change instanceof StoreChange.Trimmed trimmed) {
			partition(trimmed.partition()).trim(trimmed.startOffset());
		}
		else if (change instanceof StoreChange.TopicRemoved removed) {
			this.partitions.keySet().removeIf((key) -> key.topicId() == removed.topicId());
		}
	}

	/** Memory does not fail. */
	@Override
	public void whenFailed(Consumer<RejectedException> listener) {
	}

	@Override
	public RecordStore records(PartitionKey partition) {
		return partition(partition);
	}

	private MemoryRecords partition(PartitionKey key) {
		return this.partitions.computeIfAbsent(key, (missing) -> new MemoryRecords());
	}

	@Override
	public List<StoredProducer> producers(PartitionKey partition) {
		return List.of();
	}

	@Override
	public Map<String, Long> committedOffsets(PartitionKey partition) {
		return Map.of();
	}

	@Override
	public Map<Long, ByteString> topics() {
		return Map.of();
	}

	@Override
	public List<String> directories() {
		return List.of();
	}

	@Override
	public void close() {
		this.partitions.clear();
	}

}
