package io.ydbtopic.client.internal.admin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.ydbtopic.client.admin.ActiveReader;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.admin.ConsumerStatistics;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.PathDescription;
import io.ydbtopic.client.admin.PathKind;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.client.admin.TimeLags;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.admin.TopicStatistics;
import io.ydbtopic.client.admin.Traffic;
import io.ydbtopic.proto.scheme.Entry;
import io.ydbtopic.proto.topic.AutoPartitioningSettings;
import io.ydbtopic.proto.topic.AutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.MeteringMode;
import io.ydbtopic.proto.topic.MultipleWindowsStat;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.PartitionKeyRange;
import io.ydbtopic.proto.topic.PartitionLocation;
import io.ydbtopic.proto.topic.PartitionStats;
import io.ydbtopic.proto.topic.PartitioningSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class AdminResultsTest {

	@Test
	void partitionsComeWithTheirFamilyBoundsAndStatistics() {
		DescribeTopicResult result = DescribeTopicResult.newBuilder()
			.addPartitions(DescribeTopicResult.PartitionInfo.newBuilder()
				.setPartitionId(4)
				.setActive(true)
				.addParentPartitionIds(1)
				.setKeyRange(PartitionKeyRange.newBuilder().setFromBound(ByteString.copyFromUtf8("m")))
				.setPartitionStats(PartitionStats.newBuilder()
					.setPartitionOffsets(OffsetsRange.newBuilder().setStart(3).setEnd(9))
					.setStoreSizeBytes(77)
					.setLastWriteTime(Timestamp.newBuilder().setSeconds(5).setNanos(6))))
			.addPartitions(DescribeTopicResult.PartitionInfo.newBuilder()
				.setPartitionId(1)
				.addChildPartitionIds(3)
				.addChildPartitionIds(4)
				.setKeyRange(PartitionKeyRange.newBuilder().setToBound(ByteString.copyFromUtf8("z"))))
			.build();
		TopicDescription topic = AdminResults.topic("t", result);
		PartitionDescription parent = topic.partitions().get(0);
		PartitionDescription child = topic.partitions().get(1);
		assertThat(parent.id()).isEqualTo(1);
		assertThat(parent.active()).isFalse();
		assertThat(parent.children()).containsExactly(3L, 4L);
		assertThat(parent.fromKey()).isNull();
		assertThat(parent.toKey()).isEqualTo(ByteBuffer.wrap(new byte[] { 'z' }));
		assertThat(child.parents()).containsExactly(1L);
		assertThat(child.fromKey()).isEqualTo(ByteBuffer.wrap(new byte[] { 'm' }));
		assertThat(child.fromKey().isReadOnly()).isTrue();
		assertThat(child.toKey()).isNull();
		assertThat(child.startOffset()).isEqualTo(3);
		assertThat(child.endOffset()).isEqualTo(9);
		assertThat(child.storeSizeBytes()).isEqualTo(77);
		assertThat(child.lastWriteTime()).isEqualTo(Instant.ofEpochSecond(5, 6));
		assertThat(parent.lastWriteTime()).isNull();
	}

	@Test
	void theLagCountsWhatIsStillThereAlone() {
		assertThat(new ConsumerPartition(0, true, 10, 12, 0, 30, null, null).lag()).isEqualTo(20);
		assertThat(new ConsumerPartition(0, true, 10, 12, 25, 30, null, null).lag()).as("removed by retention")
			.isEqualTo(5);
		assertThat(new ConsumerPartition(0, true, 40, 12, 0, 30, null, null).lag()).isZero();
	}

	@Test
	void eachStatisticOfATopicGoesToItsPlace() {
		TopicDescription topic = AdminResults.topic("/local/dir/t", DescribeTopicResult.newBuilder()
			.setSelf(Entry.newBuilder().setName("t").setOwner("me").setType(Entry.Type.TOPIC))
			.setMeteringMode(MeteringMode.METERING_MODE_REQUEST_UNITS)
			.setMetricsLevel(4)
			.setPartitionTotalReadSpeedBytesPerSecond(11)
			.setPartitionConsumerReadSpeedBytesPerSecond(12)
			.setTopicStats(DescribeTopicResult.TopicStats.newBuilder()
				.setStoreSizeBytes(13)
				.setMinLastWriteTime(time(14))
				.setMaxWriteTimeLag(seconds(15))
				.setBytesWritten(windows(16)))
			.addConsumers(Consumer.newBuilder()
				.setName("c")
				.setAvailabilityPeriod(seconds(17))
				.setConsumerStats(Consumer.ConsumerStats.newBuilder()
					.setMinPartitionsLastReadTime(time(18))
					.setMaxReadTimeLag(seconds(19))
					.setMaxWriteTimeLag(seconds(20))
					.setMaxCommittedTimeLag(seconds(21))
					.setBytesRead(windows(22))))
			.addConsumers(Consumer.newBuilder().setName("d").setAvailabilityPeriod(seconds(0)))
			.addPartitions(DescribeTopicResult.PartitionInfo.newBuilder()
				.setPartitionLocation(PartitionLocation.newBuilder().setNodeId(25).setGeneration(26))
				.setPartitionStats(
						PartitionStats.newBuilder().setMaxWriteTimeLag(seconds(23)).setBytesWritten(windows(24))))
			.build());
		assertThat(topic.self()).isEqualTo(new PathDescription("t", "/local/dir/t", PathKind.TOPIC, "me", null));
		assertThat(topic.config().meteringMode()).isEqualTo(io.ydbtopic.client.admin.MeteringMode.REQUEST_UNITS);
		assertThat(topic.config().metricsLevel()).isEqualTo(4);
		assertThat(topic.partitionReadSpeedBytesPerSecond()).isEqualTo(11);
		assertThat(topic.consumerReadSpeedBytesPerSecond()).isEqualTo(12);
		assertThat(topic.statistics()).isEqualTo(
				new TopicStatistics(13, Instant.ofEpochSecond(14), Duration.ofSeconds(15), new Traffic(16, 17, 18)));
		assertThat(topic.lastWriteTime()).isEqualTo(Instant.ofEpochSecond(14));
		assertThat(topic.config().consumers()).extracting(ConsumerConfig::availabilityPeriod)
			.containsExactly(Duration.ofSeconds(17), null);
		assertThat(topic.consumerStatistics().get("c")).isEqualTo(new ConsumerStatistics(Instant.ofEpochSecond(18),
				new TimeLags(Duration.ofSeconds(19), Duration.ofSeconds(20), Duration.ofSeconds(21)),
				new Traffic(22, 23, 24)));
		assertThat(topic.consumerStatistics().get("d")).isEqualTo(ConsumerStatistics.NONE);
		PartitionDescription partition = topic.partitions().get(0);
		assertThat(partition.maxWriteTimeLag()).isEqualTo(Duration.ofSeconds(23));
		assertThat(partition.bytesWritten()).isEqualTo(new Traffic(24, 25, 26));
		assertThat(partition.nodeId()).isEqualTo(25);
		assertThat(partition.generation()).isEqualTo(26);
	}

	@Test
	void eachStatisticOfAConsumerGoesToItsPlace() {
		ConsumerDescription consumer = AdminResults.consumer(DescribeConsumerResult.newBuilder()
			.setConsumer(Consumer.newBuilder()
				.setName("c")
				.setConsumerStats(Consumer.ConsumerStats.newBuilder().setBytesRead(windows(9))))
			.addPartitions(DescribeConsumerResult.PartitionInfo.newBuilder()
				.setPartitionId(3)
				.setPartitionStats(PartitionStats.newBuilder().setStoreSizeBytes(10))
				.setPartitionLocation(PartitionLocation.newBuilder().setNodeId(11).setGeneration(12))
				.setPartitionConsumerStats(DescribeConsumerResult.PartitionConsumerStats.newBuilder()
					.setReadSessionId("s")
					.setPartitionReadSessionCreateTime(time(13))
					.setConnectionNodeId(14)
					.setLastReadTime(time(15))
					.setMaxReadTimeLag(seconds(16))
					.setMaxWriteTimeLag(seconds(17))
					.setMaxCommittedTimeLag(seconds(18))
					.setBytesRead(windows(19))))
			.build());
		assertThat(consumer.statistics().bytesRead()).isEqualTo(new Traffic(9, 10, 11));
		ConsumerPartition partition = consumer.partitions().get(0);
		assertThat(partition.partition().storeSizeBytes()).isEqualTo(10);
		assertThat(partition.partition().nodeId()).isEqualTo(11);
		assertThat(partition.partition().generation()).isEqualTo(12);
		assertThat(partition.reader()).isEqualTo(new ActiveReader("s", null, Instant.ofEpochSecond(13), 14));
		assertThat(partition.lastReadTime()).isEqualTo(Instant.ofEpochSecond(15));
		assertThat(partition.lags())
			.isEqualTo(new TimeLags(Duration.ofSeconds(16), Duration.ofSeconds(17), Duration.ofSeconds(18)));
		assertThat(partition.bytesRead()).isEqualTo(new Traffic(19, 20, 21));
	}

	@ParameterizedTest
	@EnumSource(io.ydbtopic.client.admin.MeteringMode.class)
	void eachMeteringModeGoesThereAndBack(io.ydbtopic.client.admin.MeteringMode mode) {
		assertThat(AdminRequests.create("t", TopicConfig.builder().meteringMode(mode).build()).getMeteringMode())
			.isEqualTo(AdminRequests.alter("t", TopicChange.builder().meteringMode(mode).build()).getSetMeteringMode());
		assertThat(ProtoValues.metering(ProtoValues.metering(mode))).isEqualTo(mode);
	}

	private static Timestamp time(long seconds) {
		return Timestamp.newBuilder().setSeconds(seconds).build();
	}

	private static com.google.protobuf.Duration seconds(long seconds) {
		return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
	}

	private static MultipleWindowsStat windows(long minute) {
		return MultipleWindowsStat.newBuilder()
			.setPerMinute(minute)
			.setPerHour(minute + 1)
			.setPerDay(minute + 2)
			.build();
	}

	@Test
	void theReaderOfAPartitionIsNamed() {
		ConsumerPartition partition = AdminResults
			.consumer(DescribeConsumerResult.newBuilder()
				.addPartitions(DescribeConsumerResult.PartitionInfo.newBuilder()
					.setPartitionConsumerStats(DescribeConsumerResult.PartitionConsumerStats.newBuilder()
						.setReadSessionId("s")
						.setReaderName("r")
						.setCommittedOffset(4)
						.setLastReadOffset(5)))
				.setConsumer(Consumer.newBuilder().setName("c"))
				.build())
			.partitions()
			.get(0);
		assertThat(partition.readSessionId()).isEqualTo("s");
		assertThat(partition.readerName()).isEqualTo("r");
		assertThat(partition.committedOffset()).isEqualTo(4);
		assertThat(partition.lastReadOffset()).isEqualTo(5);
	}

	@Test
	void absurdValuesAreUnknownNotFailures() {
		Timestamp never = Timestamp.newBuilder().setSeconds(Long.MIN_VALUE).build();
		com.google.protobuf.Duration longer = com.google.protobuf.Duration.newBuilder()
			.setSeconds(Long.MAX_VALUE)
			.build();
		com.google.protobuf.Duration back = com.google.protobuf.Duration.newBuilder().setSeconds(-1).build();
		TopicDescription topic = AdminResults.topic("t",
				DescribeTopicResult.newBuilder()
					.setRetentionPeriod(longer)
					.setRetentionStorageMb(-1)
					.setPartitionWriteBurstBytes(-1)
					.setPartitioningSettings(PartitioningSettings.newBuilder()
						.setMinActivePartitions(-1)
						.setMaxActivePartitions(-1)
						.setAutoPartitioningSettings(AutoPartitioningSettings.newBuilder()
							.setStrategyValue(99)
							.setPartitionWriteSpeed(AutoPartitioningWriteSpeedStrategy.newBuilder()
								.setStabilizationWindow(back)
								.setUpUtilizationPercent(1000)
								.setDownUtilizationPercent(-5))))
					.addPartitions(DescribeTopicResult.PartitionInfo.newBuilder()
						.setPartitionStats(PartitionStats.newBuilder().setLastWriteTime(never)))
					.build());
		assertThat(topic.config().retention()).isEqualTo(Duration.ZERO);
		assertThat(topic.config().partitions()).isZero();
		assertThat(topic.config().autoPartitioning().strategy()).isEqualTo(ScalingStrategy.DISABLED);
		assertThat(topic.config().autoPartitioning().upUtilizationPercent()).isEqualTo(100);
		assertThat(topic.config().autoPartitioning().downUtilizationPercent()).isZero();
		assertThat(topic.partitions().get(0).lastWriteTime()).isNull();
	}

	@Test
	void aConsumerWithoutANameDoesNotFailTheDescriptionOfATopic() {
		assertThat(AdminResults
			.topic("t", DescribeTopicResult.newBuilder().addConsumers(Consumer.getDefaultInstance()).build())
			.config()
			.consumers()).isEmpty();
	}

	@Test
	void noiseThatParsesIsDescribed() {
		Random random = new Random(1);
		int described = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] noise = new byte[random.nextInt(40)];
			random.nextBytes(noise);
			try {
				AdminResults.topic("t", DescribeTopicResult.parseFrom(noise));
				described++;
			}
			catch (InvalidProtocolBufferException ex) {
				// Not a message at all.
			}
		}
		assertThat(described).isPositive();
	}

	@ParameterizedTest
	@EnumSource(ScalingStrategy.class)
	void eachStrategyGoesThereAndBack(ScalingStrategy strategy) {
		assertThat(ProtoValues.strategy(ProtoValues.strategy(strategy))).isEqualTo(strategy);
	}

}
