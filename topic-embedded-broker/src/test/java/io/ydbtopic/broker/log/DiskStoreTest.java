package io.ydbtopic.broker.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.error.RejectedException;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DiskStoreTest {

	private static final PartitionKey PARTITION = new PartitionKey(1, 0);

	private static final Consumer<MVStore> SYNC = MVStore::sync;

	@TempDir
	Path directory;

	private final ManualRuntime runtime = new ManualRuntime();

	private final List<String> events = new ArrayList<>();

	private DiskStore open(SyncPolicy policy) {
		return DiskStore.open(this.directory, this.runtime, policy, SYNC.andThen((store) -> this.events.add("sync")));
	}

	private static StoredRecord message(long offset, int bytes) {
		return new StoredRecord(offset, "shop", offset + 1, ByteString.copyFrom(new byte[bytes]), 1, bytes, 0, offset,
				List.of(), Map.of());
	}

	private void append(DiskStore store, long offset) {
		store.apply(new StoreChange.Appended(PARTITION, List.of(message(offset, 100))),
				() -> this.events.add("kept " + offset));
	}

	@Test
	void nothingIsAcknowledgedBeforeItsSyncAndOneSyncServesMany() {
		try (DiskStore store = open(SyncPolicy.EACH_ACK)) {
			append(store, 0);
			append(store, 1);
			append(store, 2);
			assertThat(this.events).isEmpty();
			this.runtime.runTasks();
			assertThat(this.events).containsExactly("sync", "kept 0", "kept 1", "kept 2");
			append(store, 3);
			this.runtime.runTasks();
			assertThat(this.events).endsWith("sync", "kept 3");
			assertThat(this.runtime.timers()).isZero();
		}
	}

	@Test
	void atIntervalsAcksDoNotWaitAndSyncsComeOnlyAfterChanges() {
		try (DiskStore store = open(SyncPolicy.every(Duration.ofMillis(200)))) {
			append(store, 0);
			this.runtime.runTasks();
			append(store, 1);
			this.runtime.runTasks();
			assertThat(this.events).containsExactly("kept 0", "kept 1");
			this.runtime.runTimer(Duration.ofMillis(200));
			assertThat(this.events).containsExactly("kept 0", "kept 1", "sync");
			assertThat(this.runtime.timers()).isZero();
			append(store, 2);
			this.runtime.runTasks();
			this.runtime.runTimer(Duration.ofMillis(200));
			assertThat(this.events).endsWith("kept 2", "sync");
		}
	}

	@Test
	void withoutAPolicyNothingIsForced() {
		try (DiskStore store = open(SyncPolicy.NONE)) {
			append(store, 0);
			this.runtime.runTasks();
		}
		assertThat(this.events).containsExactly("kept 0");
		assertThat(this.runtime.timers()).isZero();
	}

	@Test
	void aCloseForcesWhatAPolicyPromises() {
		DiskStore store = open(SyncPolicy.every(Duration.ofSeconds(1)));
		append(store, 0);
		store.close();
		store.close();
		assertThat(this.events).containsExactly("sync");
		try (DiskStore again = open(SyncPolicy.NONE)) {
			assertThat(again.records(PARTITION).endOffset()).isEqualTo(1);
		}
	}

	@Test
	void whatCouldNotBeForcedIsNotAcknowledgedAndNothingIsTakenAfterIt() {
		Consumer<MVStore> failing = (store) -> {
			throw new UncheckedIOException(new IOException("Input/output error"));
		};
		try (DiskStore store = DiskStore.open(this.directory, this.runtime, SyncPolicy.EACH_ACK, failing)) {
			store.whenFailed((reason) -> this.events.add(reason.text()));
			append(store, 0);
			this.runtime.runTasks();
			assertThat(this.events).hasSize(1).first().asString().contains("Input/output error", "restart the broker");
			assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> append(store, 1));
		}
	}

	@Test
	void aSyncAtAnIntervalThatFailsStopsTheStoreToo() {
		Consumer<MVStore> failing = (store) -> {
			throw new UncheckedIOException(new IOException("Input/output error"));
		};
		try (DiskStore store = DiskStore.open(this.directory, this.runtime, SyncPolicy.every(Duration.ofSeconds(1)),
				failing)) {
			store.whenFailed((reason) -> this.events.add("failed"));
			append(store, 0);
			this.runtime.runTasks();
			this.runtime.runTimer(Duration.ofSeconds(1));
			assertThat(this.events).containsExactly("kept 0", "failed");
			assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> append(store, 1));
		}
	}

	/**
	 * A tail may be torn at any byte: what was acknowledged before the torn commit began
	 * is there, nothing is invented, and it can be written again.
	 */
	@Test
	void aTailThatIsTornAnywhereIsCut(@TempDir Path torn) throws IOException {
		List<Long> sizes = new ArrayList<>();
		Path file = this.directory.resolve("broker.mv");
		Path copy = torn.resolve("broker.mv");
		try (DiskStore store = open(SyncPolicy.NONE)) {
			for (long offset = 0; offset < 6; offset++) {
				append(store, offset);
				store.apply(new StoreChange.Committed(PARTITION, "billing", offset), () -> {
				});
				this.runtime.runTasks();
				sizes.add(Files.size(file));
			}
			Files.copy(file, copy);
		}
		Files.copy(this.directory.resolve("FORMAT"), torn.resolve("FORMAT"));
		byte[] whole = Files.readAllBytes(copy);
		int step = Integer.getInteger("broker.torn.step", 257);
		int tried = 0;
		for (int size = whole.length; size >= sizes.get(2); size -= step) {
			Files.write(copy, Arrays.copyOf(whole, size));
			assertState(torn, sizes, size);
			tried++;
		}
		assertThat(tried).isGreaterThan(20);
	}

	private void assertState(Path torn, List<Long> sizes, long size) {
		try (DiskStore store = DiskStore.open(torn, this.runtime, SyncPolicy.NONE)) {
			RecordStore records = store.records(PARTITION);
			long end = records.endOffset();
			long whole = sizes.stream().filter((each) -> each <= size).count();
			assertThat(end).as("messages in a file that is cut to %s of %s", size, sizes).isBetween(whole, 6L);
			for (long offset = 0; offset < end; offset++) {
				assertThat(records.get(offset)).isEqualTo(message(offset, 100));
			}
			assertThat(store.committedOffsets(PARTITION)).containsEntry("billing", end - 1);
			assertThat(store.producers(PARTITION)).singleElement()
				.extracting(BrokerStore.StoredProducer::maxSeqNo)
				.isEqualTo(end);
			append(store, end);
			this.runtime.runTasks();
			assertThat(records.endOffset()).isEqualTo(end + 1);
		}
	}

	@Test
	void spaceOfExpiredMessagesIsGivenBack() throws Exception {
		int bytes = 64_000;
		int count = 40_000_000 / bytes;
		Path file = this.directory.resolve("broker.mv");
		try (DiskStore store = open(SyncPolicy.NONE)) {
			for (int offset = 0; offset < count; offset++) {
				store.apply(new StoreChange.Appended(PARTITION, List.of(message(offset, bytes))), () -> {
				});
				this.runtime.runTasks();
			}
			assertThat(Files.size(file)).isGreaterThan(40_000_000);
			store.apply(new StoreChange.Trimmed(PARTITION, count - 10), () -> {
			});
			this.runtime.runTasks();
			for (int looks = 0; looks < 100 && this.runtime.timers() > 0; looks++) {
				this.runtime.runTimer(DiskSpace.INTERVAL);
			}
			assertThat(this.runtime.timers()).isZero();
			assertThat(Files.size(file)).isLessThan(17_000_000);
			assertThat(store.records(PARTITION).startOffset()).isEqualTo(count - 10);
			assertThat(store.producers(PARTITION)).extracting(BrokerStore.StoredProducer::maxSeqNo)
				.containsExactly((long) count);
		}
		try (DiskStore store = open(SyncPolicy.NONE)) {
			RecordStore records = store.records(PARTITION);
			assertThat(records.startOffset()).isEqualTo(count - 10);
			assertThat(records.endOffset()).isEqualTo(count);
			for (int offset = count - 10; offset < count; offset++) {
				assertThat(records.get(offset)).isEqualTo(message(offset, bytes));
			}
		}
	}

	@Test
	void whatIsReadWhileSpaceIsGivenBackIsWhole() throws Exception {
		int bytes = 8_000;
		try (DiskStore store = open(SyncPolicy.NONE)) {
			RecordStore records = store.records(PARTITION);
			AtomicBoolean done = new AtomicBoolean();
			CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> {
				long read = 0;
				while (!done.get()) {
					long start = records.startOffset();
					for (StoredRecord record : records.read(start, records.endOffset(), Long.MAX_VALUE, 1_000)) {
						assertThat(record).isEqualTo(message(record.offset(), bytes));
						read++;
					}
				}
				return read;
			});
			long offset = 0;
			for (int round = 0; round < 8; round++) {
				for (int i = 0; i < 600; i++, offset++) {
					store.apply(new StoreChange.Appended(PARTITION, List.of(message(offset, bytes))), () -> {
					});
					this.runtime.runTasks();
				}
				store.apply(new StoreChange.Trimmed(PARTITION, offset - 50), () -> {
				});
				this.runtime.runTasks();
				for (int looks = 0; looks < 8 && this.runtime.timers() > 0; looks++) {
					this.runtime.runTimer(DiskSpace.INTERVAL);
				}
			}
			done.set(true);
			assertThat(reader.get(30, TimeUnit.SECONDS)).isGreaterThan(1_000);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "sometimes", "0ms", "-1s", "1h", "99999999999s" })
	void aPolicyThatIsNoneIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> SyncPolicy.parse(text))
			.withMessage("sync is '" + text + "' (expected none, each-ack, or an interval such as 200ms or 1s)");
	}

	@Test
	void policiesAreRead() {
		assertThat(SyncPolicy.parse("none")).isEqualTo(SyncPolicy.NONE);
		assertThat(SyncPolicy.parse("Each-Ack")).isEqualTo(SyncPolicy.EACH_ACK);
		assertThat(SyncPolicy.parse("200ms")).isEqualTo(SyncPolicy.every(Duration.ofMillis(200)));
		assertThat(SyncPolicy.parse("3s")).isEqualTo(SyncPolicy.every(Duration.ofSeconds(3)));
	}

}
