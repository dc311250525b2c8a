package io.ydbtopic.broker.log;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.error.RejectedException;

/**
 * A store that keeps and shows a change when the test says so, as a disk does. Safe for
 * use by many threads.
 */
public final class SlowStore implements BrokerStore {

	private final MemoryStore memory = new MemoryStore();

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	@Override
	public void apply(StoreChange change, Runnable whenKept) {
		this.waiting.add(() -> this.memory.apply(change, whenKept));
	}

	/** How many changes are not kept yet. */
	public int waiting() {
		return this.waiting.size();
	}

	public void keepOne() {
		this.waiting.remove().run();
	}

	public void keepAll() {
		for (Runnable next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
			next.run();
		}
	}

	/** As a store does that fails: nobody is told of anything. */
	public void loseAll() {
		this.waiting.clear();
	}

	@Override
	public void whenFailed(Consumer<RejectedException> listener) {
		this.memory.whenFailed(listener);
	}

	@Override
	public RecordStore records(PartitionKey partition) {
		return this.memory.records(partition);
	}

	@Override
	public List<StoredProducer> producers(PartitionKey partition) {
		return this.memory.producers(partition);
	}

	@Override
	public Map<String, Long> committedOffsets(PartitionKey partition) {
		return this.memory.committedOffsets(partition);
	}

	@Override
	public Map<Long, ByteString> topics() {
		return this.memory.topics();
	}

	@Override
	public List<String> directories() {
		return this.memory.directories();
	}

	@Override
	public void close() {
		this.memory.close();
	}

}
