package io.ydbtopic.client.internal.admin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

import com.google.protobuf.ByteString;
import io.ydbtopic.client.admin.AutoPartitioning;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.proto.topic.AutoPartitioningSettings;
import io.ydbtopic.proto.topic.AutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.PartitioningSettings;
import org.jspecify.annotations.Nullable;

/**
 * Makes descriptions of answers. Values that make no sense are taken as unknown: a
 * description must not fail because a server reports more than it should. Pure; callable
 * from any thread.
 */
final class AdminResults {

	private AdminResults() {
	}

	static TopicDescription topic(DescribeTopicResult result) {
		PartitioningSettings partitioning = result.getPartitioningSettings();
		TopicConfig config = new TopicConfig(notNegative(partitioning.getMinActivePartitions()), auto(partitioning),
				duration(result.getRetentionPeriod()), notNegative(result.getRetentionStorageMb()),
				result.getSupportedCodecs().getCodecsList(), notNegative(result.getPartitionWriteSpeedBytesPerSecond()),
				notNegative(result.getPartitionWriteBurstBytes()), result.getAttributesMap(),
				result.getConsumersList()
					.stream()
					.filter((consumer) -> !consumer.getName().isBlank())
					.map(AdminResults::consumer)
					.toList());
		return new TopicDescription(result.getSelf().getName(), config,
				result.getPartitionsList()
					.stream()
					.map(AdminResults::partition)
					.sorted(Comparator.comparingLong(PartitionDescription::id))
					.toList(),
				result.getTopicStats().getStoreSizeBytes(),
				ProtoValues.instant(result.getTopicStats().getMinLastWriteTime()));
	}

	private static AutoPartitioning auto(PartitioningSettings partitioning) {
		AutoPartitioningSettings auto = partitioning.getAutoPartitioningSettings();
		AutoPartitioningWriteSpeedStrategy speed = auto.getPartitionWriteSpeed();
		return new AutoPartitioning(ProtoValues.strategy(auto.getStrategy()),
				notNegative(partitioning.getMaxActivePartitions()), duration(speed.getStabilizationWindow()),
				percent(speed.getUpUtilizationPercent()), percent(speed.getDownUtilizationPercent()));
	}

	private static ConsumerConfig consumer(Consumer consumer) {
		return new ConsumerConfig(consumer.getName(), consumer.getImportant(),
				ProtoValues.instant(consumer.getReadFrom()), consumer.getSupportedCodecs().getCodecsList(),
				consumer.getAttributesMap());
	}

	private static PartitionDescription partition(DescribeTopicResult.PartitionInfo partition) {
		OffsetsRange offsets = partition.getPartitionStats().getPartitionOffsets();
		@Nullable Instant lastWrite = ProtoValues.instant(partition.getPartitionStats().getLastWriteTime());
		return new PartitionDescription(partition.getPartitionId(), partition.getActive(),
				partition.getChildPartitionIdsList(), partition.getParentPartitionIdsList(), offsets.getStart(),
				offsets.getEnd(), partition.getPartitionStats().getStoreSizeBytes(), lastWrite,
				partition.getPartitionLocation().getNodeId(), partition.getPartitionLocation().getGeneration(),
				partition.getKeyRange().hasFromBound() ? key(partition.getKeyRange().getFromBound()) : null,
				partition.getKeyRange().hasToBound() ? key(partition.getKeyRange().getToBound()) : null);
	}

	private static ByteBuffer key(ByteString bytes) {
		return bytes.asReadOnlyByteBuffer();
	}

	static ConsumerDescription consumer(DescribeConsumerResult result) {
		return new ConsumerDescription(consumer(result.getConsumer()),
				result.getPartitionsList()
					.stream()
					.map(AdminResults::consumerPartition)
					.sorted(Comparator.comparingLong(ConsumerPartition::partitionId))
					.toList());
	}

	private static ConsumerPartition consumerPartition(DescribeConsumerResult.PartitionInfo partition) {
		DescribeConsumerResult.PartitionConsumerStats stats = partition.getPartitionConsumerStats();
		OffsetsRange offsets = partition.getPartitionStats().getPartitionOffsets();
		return new ConsumerPartition(partition.getPartitionId(), partition.getActive(), stats.getCommittedOffset(),
				stats.getLastReadOffset(), offsets.getStart(), offsets.getEnd(), textOrNull(stats.getReadSessionId()),
				textOrNull(stats.getReaderName()));
	}

	private static @Nullable String textOrNull(String text) {
		return text.isEmpty() ? null : text;
	}

	private static long notNegative(long value) {
		return Math.max(0, value);
	}

	private static int percent(int value) {
		return Math.min(100, Math.max(0, value));
	}

	private static Duration duration(com.google.protobuf.Duration value) {
		if (value.getSeconds() < 0 || value.getSeconds() >= Integer.MAX_VALUE || value.getNanos() < 0) {
			return Duration.ZERO;
		}
		return ProtoValues.duration(value);
	}

}
