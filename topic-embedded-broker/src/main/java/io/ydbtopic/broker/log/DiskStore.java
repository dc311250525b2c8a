package io.ydbtopic.broker.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.runtime.BrokerRuntime;
import io.ydbtopic.broker.runtime.SerialQueue;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps everything in a data directory. One writer takes the changes that came since it
 * looked last, commits them together, and only then shows them and calls
 * {@code whenKept}; so what was acknowledged survives the end of the process, and nothing
 * is torn: a commit of the store holds whole changes only. When it is forced to the
 * device is a matter of policy. Once a commit or a force fails, nothing is taken any
 * more: what the disk then holds is the state of the last commit, until the directory is
 * opened again. Safe for use by many threads.
 */
public final class DiskStore implements BrokerStore {

	private static final Logger logger = LoggerFactory.getLogger(DiskStore.class);

	/** Megabytes of pages that are kept for reading. */
	private static final int CACHE_MB = 32;

	/** Space of an old state is not used again before this; enough for a torn write. */
	private static final int OLD_STATE_MILLIS = 1_000;

	private final Path directory;

	private final MVStore store;

	private final DiskTables tables;

	private final Map<PartitionKey, DiskRecords> partitions = new ConcurrentHashMap<>();

	private final SerialQueue writer;

	private final BrokerRuntime runtime;

	private final SyncPolicy policy;

	private final Runnable sync;

	/** A sync at intervals is under way; in the writer's queue. */
	private boolean syncAwaited;

	private final DiskSpace space;

	/** A look at the space is under way; in the writer's queue. */
	private boolean spaceAwaited;

	private final Object lock = new Object();

	/** What the writer takes next; under the lock. */
	private List<Pending> pending = new ArrayList<>();

	/** Why nothing can be kept any more; null while all is well. Under the lock. */
	private @Nullable RejectedException failure;

	/** Told about the failure; under the lock. */
	private final List<Consumer<RejectedException>> failureListeners = new ArrayList<>();

	private boolean closed;

	private record Pending(StoreChange change, Runnable whenKept) {
	}

	private DiskStore(DataDirectory directory, MVStore store, BrokerRuntime runtime, SyncPolicy policy,
			Consumer<MVStore> sync) {
		this.directory = directory.path();
		this.store = store;
		this.tables = new DiskTables(store);
		this.writer = new SerialQueue("store", runtime.executor());
		this.runtime = runtime;
		this.policy = policy;
		this.sync = () -> sync.accept(store);
		this.space = new DiskSpace(store);
	}

	/**
	 * Opens a data directory, or makes it.
	 * @param path the directory
	 * @param runtime runs the writer and its timers
	 * @param policy when what is written is forced to the device
	 * @return the store
	 * @throws IllegalStateException when the directory is not a broker's, of a newer
	 * broker, damaged, or used by another broker; nothing in it was changed
	 */
	public static DiskStore open(Path path, BrokerRuntime runtime, SyncPolicy policy) {
		return open(path, runtime, policy, MVStore::sync);
	}

	/** The same, with another way to force things to the device. */
	static DiskStore open(Path path, BrokerRuntime runtime, SyncPolicy policy, Consumer<MVStore> sync) {
		DataDirectory directory = DataDirectory.open(path);
		try {
			MVStore store = new MVStore.Builder().fileName(directory.file().toString())
				.autoCommitDisabled()
				.cacheSize(CACHE_MB)
				.open();
			store.setRetentionTime(OLD_STATE_MILLIS);
			return new DiskStore(directory, store, runtime, policy, sync);
		}
		catch (MVStoreException ex) {
			throw new IllegalStateException("Data directory " + path + " can't be opened: " + ex.getMessage()
					+ " (expected one that no other broker uses and that is not damaged)", ex);
		}
	}

	@Override
	public void apply(StoreChange change, Runnable whenKept) {
		synchronized (this.lock) {
			checkWorking();
			if (this.closed) {
				return;
			}
			this.pending.add(new Pending(change, whenKept));
			if (this.pending.size() > 1) {
				return;
			}
		}
		this.writer.execute(this::writePending);
	}

	/** A store that failed can't be read by those who don't know it yet. */
	private void checkWorking() {
		synchronized (this.lock) {
			if (this.failure != null) {
				throw this.failure;
			}
		}
	}

	private void writePending() {
		List<Pending> taken;
		synchronized (this.lock) {
			taken = this.pending;
			this.pending = new ArrayList<>();
			if (this.closed || this.failure != null || taken.isEmpty()) {
				return;
			}
		}
		try {
			taken.forEach((each) -> write(each.change));
			this.store.commit();
			if (this.policy.mode() == SyncPolicy.Mode.EACH_ACK) {
				this.sync.run();
			}
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
			return;
		}
		keep(taken);
		if (this.policy.mode() == SyncPolicy.Mode.INTERVAL && !this.syncAwaited) {
			this.syncAwaited = true;
			this.runtime.schedule("sync of the data directory", this.policy.interval(),
					() -> this.writer.execute(this::syncAtInterval));
		}
	}

	private void syncAtInterval() {
		this.syncAwaited = false;
		whileWorking(this.sync);
	}

	/** Space that became free is looked at a while later, then until it is given back. */
	private void lookAtSpaceLater() {
		if (!this.spaceAwaited) {
			this.spaceAwaited = true;
			this.runtime.schedule("space of the data directory", DiskSpace.INTERVAL,
					() -> this.writer.execute(this::lookAtSpace));
		}
	}

	private void lookAtSpace() {
		this.spaceAwaited = false;
		whileWorking(() -> {
			if (this.space.giveBack()) {
				lookAtSpaceLater();
			}
		});
	}

	private void whileWorking(Runnable step) {
		synchronized (this.lock) {
			if (this.closed || this.failure != null) {
				return;
			}
		}
		try {
			step.run();
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
		}
	}

	private void fail(Throwable cause) {
		logger.error("Data directory {} can't be written; nothing is acknowledged any more", this.directory, cause);
		fail(new RejectedException(IssueCode.ERROR, "The broker can't write its data directory: " + reason(cause)
				+ " (nothing is stored any more; make room or repair the disk, then restart the broker)"));
	}

	private void fail(RejectedException reason) {
		List<Consumer<RejectedException>> told;
		synchronized (this.lock) {
			this.failure = reason;
			this.pending.clear();
			told = List.copyOf(this.failureListeners);
		}
		told.forEach((listener) -> listener.accept(reason));
	}

	/** The words of the operating system, without paths and positions. */
	private static String reason(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof IOException) {
				return String.valueOf(cause.getMessage());
			}
		}
		return "the store failed";
	}

	@Override
	public void whenFailed(Consumer<RejectedException> listener) {
		synchronized (this.lock) {
			this.failureListeners.add(listener);
		}
	}

	private void keep(List<Pending> taken) {
		for (Pending each : taken) {
			show(each.change);
			each.whenKept.run();
		}
	}

	private void show(StoreChange change) {
		if (change instanceof StoreChange.Together together) {
			together.changes().forEach(this::show);
		}
		else if (change instanceof StoreChange.Appended appended && !appended.records().isEmpty()) {
			List<StoredRecord> records = appended.records();
			partition(appended.partition()).show(records.get(records.size() - 1).offset() + 1);
		}
	}

	private void write(StoreChange change) {
		if (change instanceof StoreChange.Together together) {
			together.changes().forEach(this::write);
		}
		else if (change instanceof StoreChange.Appended appended) {
			partition(appended.partition()).write(appended.records());
			this.tables.putProducers(appended.partition(), appended.records());
		}
		else if (change instanceof StoreChange.Trimmed trimmed) {
			partition(trimmed.partition()).trim(trimmed.startOffset());
			this.tables.putStart(trimmed.partition(), trimmed.startOffset());
			lookAtSpaceLater();
		}
		else if (change instanceof StoreChange.Committed committed) {
			this.tables.putOffset(committed.partition(), committed.consumer(), committed.offset());
		}
		else if (change instanceof StoreChange.ConsumerRemoved removed) {
			this.tables.removeConsumer(removed.topicId(), removed.consumer());
		}
		else if (change instanceof StoreChange.TopicSaved saved) {
			this.tables.putTopic(saved.topicId(), saved.description());
		}
		else if (change instanceof StoreChange.TopicRemoved removed) {
			this.partitions.keySet().removeIf((key) -> key.topicId() == removed.topicId());
			this.tables.removeTopic(removed.topicId());
			lookAtSpaceLater();
		}
		else if (change instanceof StoreChange.DirectorySaved saved) {
			this.tables.putDirectory(saved.path());
		}
		else if (change instanceof StoreChange.DirectoryRemoved removed) {
			this.tables.removeDirectory(removed.path());
		}
	}

	@Override
	public RecordStore records(PartitionKey partition) {
		checkWorking();
		return partition(partition);
	}

	private DiskRecords partition(PartitionKey key) {
		return this.partitions.computeIfAbsent(key,
				(missing) -> new DiskRecords(this.tables.messages(missing), this.tables.start(missing)));
	}

	@Override
	public List<StoredProducer> producers(PartitionKey partition) {
		checkWorking();
		return this.tables.producers(partition);
	}

	@Override
	public Map<String, Long> committedOffsets(PartitionKey partition) {
		checkWorking();
		return this.tables.offsets(partition);
	}

	@Override
	public Map<Long, ByteString> topics() {
		return this.tables.topics();
	}

	@Override
	public List<String> directories() {
		return this.tables.directories();
	}

	@Override
	public void close() {
		List<Pending> left;
		synchronized (this.lock) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			if (this.failure != null) {
				this.store.closeImmediately();
				return;
			}
			left = this.pending;
			this.pending = new ArrayList<>();
		}
		try {
			left.forEach((each) -> write(each.change));
			this.store.commit();
			if (this.policy.mode() != SyncPolicy.Mode.NONE) {
				this.sync.run();
			}
			this.store.close();
		}
		catch (RuntimeException ex) {
			this.store.closeImmediately();
			throw new IllegalStateException("Data directory " + this.directory + " was not closed in order", ex);
		}
	}

}
