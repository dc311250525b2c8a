package io.ydbtopic.client.internal.admin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.google.protobuf.ByteString;
import io.ydbtopic.client.admin.AutoPartitioning;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.admin.ConsumerStatistics;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.proto.topic.AutoPartitioningSettings;
import io.ydbtopic.proto.topic.AutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.PartitionKeyRange;
import io.ydbtopic.proto.topic.PartitionLocation;
import io.ydbtopic.proto.topic.PartitionStats;
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

	static TopicDescription topic(String path, DescribeTopicResult result) {
		List<Consumer> consumers = result.getConsumersList()
			.stream()
			.filter((consumer) -> !consumer.getName().isBlank())
			.toList();
		Map<String, ConsumerStatistics> statistics = consumers.stream()
			.collect(Collectors.toMap(Consumer::getName,
					(consumer) -> StatisticsResults.consumer(consumer.getConsumerStats()), (first, second) -> first));
		return new TopicDescription(SchemeResults.path(path, result.getSelf()), config(result, consumers),
				result.getPartitionsList()
					.stream()
					.map(AdminResults::partition)
					.sorted(Comparator.comparingLong(PartitionDescription::id))
					.toList(),
				StatisticsResults.topic(result.getTopicStats()), statistics,
				notNegative(result.getPartitionTotalReadSpeedBytesPerSecond()),
				notNegative(result.getPartitionConsumerReadSpeedBytesPerSecond()));
	}

	private static TopicConfig config(DescribeTopicResult result, List<Consumer> consumers) {
		PartitioningSettings partitioning = result.getPartitioningSettings();
		return new TopicConfig(notNegative(partitioning.getMinActivePartitions()), auto(partitioning),
				ProtoValues.durationOrZero(result.getRetentionPeriod()), notNegative(result.getRetentionStorageMb()),
				result.getSupportedCodecs().getCodecsList(), notNegative(result.getPartitionWriteSpeedBytesPerSecond()),
				notNegative(result.getPartitionWriteBurstBytes()), result.getAttributesMap(),
				consumers.stream().map(AdminResults::consumer).toList(), ProtoValues.metering(result.getMeteringMode()),
				result.hasMetricsLevel() ? (int) notNegative(result.getMetricsLevel()) : null,
				result.getContentBasedDeduplication());
	}

	private static AutoPartitioning auto(PartitioningSettings partitioning) {
		AutoPartitioningSettings auto = partitioning.getAutoPartitioningSettings();
		AutoPartitioningWriteSpeedStrategy speed = auto.getPartitionWriteSpeed();
		return new AutoPartitioning(ProtoValues.strategy(auto.getStrategy()),
				notNegative(partitioning.getMaxActivePartitions()),
				ProtoValues.durationOrZero(speed.getStabilizationWindow()), percent(speed.getUpUtilizationPercent()),
				percent(speed.getDownUtilizationPercent()));
	}

	private static ConsumerConfig consumer(Consumer consumer) {
		Duration availability = ProtoValues.durationOrZero(consumer.getAvailabilityPeriod());
		return new ConsumerConfig(consumer.getName(), consumer.getImportant(),
				ProtoValues.instant(consumer.getReadFrom()), consumer.getSupportedCodecs().getCodecsList(),
				consumer.getAttributesMap(), (availability.toSeconds() > 0) ? availability : null);
	}

	static PartitionDescription partition(DescribeTopicResult.PartitionInfo partition) {
		PartitionKeyRange keys = partition.getKeyRange();
		return partition(partition.getPartitionId(), partition.getActive(), partition.getChildPartitionIdsList(),
				partition.getParentPartitionIdsList(), partition.getPartitionStats(), partition.getPartitionLocation(),
				keys.hasFromBound() ? key(keys.getFromBound()) : null,
				keys.hasToBound() ? key(keys.getToBound()) : null);
	}

	private static PartitionDescription partition(long id, boolean active, List<Long> children, List<Long> parents,
			PartitionStats stats, PartitionLocation location, @Nullable ByteBuffer fromKey,
			@Nullable ByteBuffer toKey) {
		return new PartitionDescription(id, active, children, parents, stats.getPartitionOffsets().getStart(),
				stats.getPartitionOffsets().getEnd(), stats.getStoreSizeBytes(),
				ProtoValues.instant(stats.getLastWriteTime()), ProtoValues.durationOrZero(stats.getMaxWriteTimeLag()),
				StatisticsResults.traffic(stats.getBytesWritten()), location.getNodeId(), location.getGeneration(),
				fromKey, toKey);
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
					.toList(),
				StatisticsResults.consumer(result.getConsumer().getConsumerStats()));
	}

	private static ConsumerPartition consumerPartition(DescribeConsumerResult.PartitionInfo partition) {
		DescribeConsumerResult.PartitionConsumerStats stats = partition.getPartitionConsumerStats();
		return new ConsumerPartition(
				partition(partition.getPartitionId(), partition.getActive(), partition.getChildPartitionIdsList(),
						partition.getParentPartitionIdsList(), partition.getPartitionStats(),
						partition.getPartitionLocation(), null, null),
				stats.getCommittedOffset(), stats.getLastReadOffset(), ProtoValues.instant(stats.getLastReadTime()),
				StatisticsResults.reader(stats), StatisticsResults.lags(stats),
				StatisticsResults.traffic(stats.getBytesRead()));
	}

	private static long notNegative(long value) {
		return Math.max(0, value);
	}

	private static int percent(int value) {
		return Math.min(100, Math.max(0, value));
	}

}
