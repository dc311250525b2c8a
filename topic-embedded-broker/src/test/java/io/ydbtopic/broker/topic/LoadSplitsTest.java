package io.ydbtopic.broker.topic;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.log.MemoryStore;
import io.ydbtopic.broker.log.MetadataEntry;
import io.ydbtopic.broker.variant.Variants;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Each topic here may write 1,000 bytes per second and partition, and is split from half
 * of it on, over ten seconds: 5,000 bytes.
 */
class LoadSplitsTest {

	private long nowMillis = 1_700_000_000_000L;

	private final Clock clock = new Clock() {

		@Override
		public Instant instant() {
			return Instant.ofEpochMilli(LoadSplitsTest.this.nowMillis);
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	};

	private final Catalogue catalogue = new Catalogue(new DatabasePaths("/local"), new MemoryStore(), this.clock, null,
			1, Variants.NONE, new Journal(0, Clock.systemUTC(), Runnable::run));

	private final LoadSplits splits = new LoadSplits(this.catalogue);

	private Topic create(AutoPartitioningStrategy strategy, int max) {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder()
			.setPath("t")
			.setPartitionWriteSpeedBytesPerSecond(1_000);
		request.getPartitioningSettingsBuilder()
			.setMaxActivePartitions(max)
			.getAutoPartitioningSettingsBuilder()
			.setStrategy(strategy)
			.getPartitionWriteSpeedBuilder()
			.setStabilizationWindow(Duration.newBuilder().setSeconds(10))
			.setUpUtilizationPercent(50);
		this.catalogue.create(request.build());
		return this.catalogue.get("t");
	}

	private Topic create() {
		return create(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP, 100);
	}

	private void write(Partition partition, String producer, int bytes, MetadataEntry... metadata) {
		WriteOwnership ownership = partition.own(producer, 0, RejectedException.badRequest("taken over"), (reason) -> {
		});
		NewMessage message = new NewMessage(partition.maxSeqNo(producer) + 1, ByteString.copyFrom(new byte[bytes]),
				bytes, this.nowMillis, List.of(metadata));
		partition.append(ownership, 1, Map.of(), List.of(message), () -> {
		});
		partition.disown(ownership);
	}

	private int partitionsAfterALook(Topic topic) {
		this.splits.apply(this.nowMillis);
		return topic.partitions().size();
	}

	@Test
	void aPartitionIsSplitWhenItsLoadReachesTheShare() {
		Topic topic = create();
		write(topic.partition(0), "a", 2_500);
		write(topic.partition(0), "b", 2_499);
		assertThat(partitionsAfterALook(topic)).isEqualTo(1);
		write(topic.partition(0), "b", 1);
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
		assertThat(topic.partition(0).active()).isFalse();
		assertThat(topic.partition(0).place().children()).containsExactly(1L, 2L);
	}

	@Test
	void onlyTheLoadWithinTheWindowCounts() {
		Topic topic = create();
		for (int i = 0; i < 50; i++) {
			write(topic.partition(0), "a", 240);
			write(topic.partition(0), "b", 240);
			assertThat(partitionsAfterALook(topic)).as("480 bytes per second for %s s", i).isEqualTo(1);
			this.nowMillis += 1_000;
		}
		for (int i = 0; i < 10; i++) {
			write(topic.partition(0), "a", 300);
			write(topic.partition(0), "b", 300);
			this.nowMillis += 999;
		}
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
	}

	@Test
	void aPartitionWithOneProducerIsNotSplit() {
		Topic topic = create();
		write(topic.partition(0), "a", 100_000);
		assertThat(partitionsAfterALook(topic)).isEqualTo(1);
		write(topic.partition(0), "b", 1);
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
	}

	@Test
	void aProducerThatWroteFiveSecondsAgoIsNotRecent() {
		Topic topic = create();
		write(topic.partition(0), "a", 5_000);
		this.nowMillis += 5_001;
		write(topic.partition(0), "b", 5_000);
		assertThat(partitionsAfterALook(topic)).isEqualTo(1);
		write(topic.partition(0), "a", 1);
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
	}

	@Test
	void partitionKeysCountAsProducers() {
		Topic topic = create();
		write(topic.partition(0), "a", 5_000, key("x"));
		assertThat(partitionsAfterALook(topic)).isEqualTo(1);
		write(topic.partition(0), "a", 5_000, key("y"));
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
		ByteString upper = greater(PartitionChoice.hash("x").compareTo(PartitionChoice.hash("y")) > 0, "x", "y");
		assertThat(from(topic, 2)).isEqualTo(upper);
	}

	private static MetadataEntry key(String value) {
		return new MetadataEntry("__partition_key", ByteString.copyFromUtf8(value));
	}

	private static ByteString greater(boolean first, String one, String other) {
		return KeyRange.key(PartitionChoice.hash(first ? one : other));
	}

	private static ByteString from(Topic topic, long partition) {
		KeyRange range = topic.partition(partition).keyRange();
		assertThat(range).isNotNull();
		assertThat(range.from()).isNotNull();
		return range.from();
	}

	@Test
	void writersWithoutANameAreOneProducerAndHaveNoKey() {
		Topic topic = create();
		write(topic.partition(0), "", 100_000);
		write(topic.partition(0), "", 100_000);
		assertThat(partitionsAfterALook(topic)).isEqualTo(1);
		write(topic.partition(0), "a", 1);
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
		assertThat(from(topic, 2)).as("no two keys, so the middle").isEqualTo(KeyRange.ALL.middle());
	}

	@Test
	void theSplitHalvesTheLoad() {
		Topic topic = create();
		List<String> byKey = new ArrayList<>(IntStream.range(0, 8).mapToObj((i) -> "producer-" + i).toList());
		byKey.sort(Comparator.comparing(PartitionChoice::hash));
		for (int i = 0; i < 8; i++) {
			write(topic.partition(0), byKey.get(i), (i == 6) ? 7_000 : 1_000);
		}
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
		assertThat(from(topic, 2)).as("six times 1,000 are below 8,000")
			.isEqualTo(KeyRange.key(PartitionChoice.hash(byKey.get(6))));
		for (int i = 0; i < 8; i++) {
			assertThat(topic.choosePartition(byKey.get(i)).id()).isEqualTo((i < 6) ? 1 : 2);
		}
	}

	@Test
	void thereAreNeverMoreActivePartitionsThanTheTopicAllows() {
		Topic topic = create(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP, 3);
		for (int look = 0; look < 5; look++) {
			for (Partition partition : topic.partitions()) {
				if (partition.active()) {
					write(partition, "a" + look, 10_000);
					write(partition, "b" + look, 10_000);
				}
			}
			this.splits.apply(this.nowMillis);
		}
		assertThat(topic.partitions()).filteredOn(Partition::active).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTO_PARTITIONING_STRATEGY_SCALE_UP", "AUTO_PARTITIONING_STRATEGY_SCALE_UP_AND_DOWN",
			"AUTO_PARTITIONING_STRATEGY_PAUSED", "AUTO_PARTITIONING_STRATEGY_DISABLED" })
	void onlyScalingStrategiesSplit(AutoPartitioningStrategy strategy) {
		Topic topic = create(strategy, 100);
		write(topic.partition(0), "a", 10_000);
		write(topic.partition(0), "b", 10_000);
		assertThat(partitionsAfterALook(topic)).isEqualTo(strategy.name().contains("SCALE_UP") ? 3 : 1);
	}

	@Test
	void aTopicThatBeginsToScaleLooksAtWhatIsWrittenFromThenOn() {
		Topic topic = create(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_PAUSED, 100);
		write(topic.partition(0), "a", 10_000);
		write(topic.partition(0), "b", 10_000);
		AlterTopicRequest.Builder alter = AlterTopicRequest.newBuilder().setPath("t");
		alter.getAlterPartitioningSettingsBuilder()
			.getAlterAutoPartitioningSettingsBuilder()
			.setSetStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		this.catalogue.alter(alter.build());
		assertThat(partitionsAfterALook(topic)).isEqualTo(1);
		write(topic.partition(0), "a", 3_000);
		write(topic.partition(0), "b", 3_000);
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
	}

	@Test
	void childrenBeginWithoutLoadAndAreNotMerged() {
		Topic topic = create(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP_AND_DOWN, 100);
		write(topic.partition(0), "a", 10_000);
		write(topic.partition(0), "b", 10_000);
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
		this.nowMillis += 3_600_000;
		assertThat(partitionsAfterALook(topic)).isEqualTo(3);
		assertThat(topic.partitions()).filteredOn(Partition::active).hasSize(2);
	}

	@Test
	void aTopicThatIsDroppedMeanwhileIsLeftAlone() {
		Topic topic = create();
		Partition partition = topic.partition(0);
		write(partition, "a", 10_000);
		write(partition, "b", 10_000);
		this.catalogue.drop("t");
		assertThatNoException().isThrownBy(() -> this.catalogue.splitByLoad(topic, partition, KeyRange.ALL.middle()));
		assertThat(topic.partitions()).hasSize(1);
	}

	@Test
	void manyProducersAreBoundedAndAllOfTheirLoadCounts() {
		WriteLoad load = new WriteLoad(java.time.Duration.ofSeconds(10));
		for (int i = 0; i < 20_000; i++) {
			load.wrote("producer-" + i, this.nowMillis, 1);
		}
		WriteLoad.Snapshot snapshot = load.snapshot(this.nowMillis);
		assertThat(snapshot.bytes()).isEqualTo(20_000);
		assertThat(snapshot.bytesOfProducer()).hasSize(10_000);
		WriteLoad.Snapshot later = load.snapshot(this.nowMillis + 60_000);
		assertThat(later).isEqualTo(new WriteLoad.Snapshot(0, 0, Map.of()));
		load.wrote("producer-19999", this.nowMillis + 60_000, 5);
		assertThat(load.snapshot(this.nowMillis + 60_000).bytesOfProducer())
			.containsOnly(Map.entry("producer-19999", 5L));
	}

}
