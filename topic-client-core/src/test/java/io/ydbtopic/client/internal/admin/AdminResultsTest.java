package io.ydbtopic.client.internal.admin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.proto.topic.AutoPartitioningSettings;
import io.ydbtopic.proto.topic.AutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.PartitionKeyRange;
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
		TopicDescription topic = AdminResults.topic(result);
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
		TopicDescription topic = AdminResults.topic(DescribeTopicResult.newBuilder()
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
		assertThat(
				AdminResults.topic(DescribeTopicResult.newBuilder().addConsumers(Consumer.getDefaultInstance()).build())
					.config()
					.consumers())
			.isEmpty();
	}

	@Test
	void noiseThatParsesIsDescribed() {
		Random random = new Random(1);
		int described = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] noise = new byte[random.nextInt(40)];
			random.nextBytes(noise);
			try {
				AdminResults.topic(DescribeTopicResult.parseFrom(noise));
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
