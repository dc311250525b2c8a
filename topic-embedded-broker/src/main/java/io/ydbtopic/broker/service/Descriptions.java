package io.ydbtopic.broker.service;

import java.util.Map;
import java.util.TreeMap;

import com.google.protobuf.Duration;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.session.BrokerContext;
import io.ydbtopic.broker.session.Times;
import io.ydbtopic.broker.topic.DatabasePaths;
import io.ydbtopic.broker.topic.KeyRange;
import io.ydbtopic.broker.topic.Lease;
import io.ydbtopic.broker.topic.Partition;
import io.ydbtopic.broker.topic.PartitionHost;
import io.ydbtopic.broker.topic.Topic;
import io.ydbtopic.broker.topic.TopicConsumer;
import io.ydbtopic.broker.topic.TopicSettings;
import io.ydbtopic.broker.topic.Traffic;
import io.ydbtopic.proto.scheme.Entry;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DescribeConsumerRequest;
import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribePartitionRequest;
import io.ydbtopic.proto.topic.DescribePartitionResult;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.MultipleWindowsStat;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.PartitionKeyRange;
import io.ydbtopic.proto.topic.PartitionLocation;
import io.ydbtopic.proto.topic.PartitionStats;

/**
 * Topics, partitions and consumers as the describe calls show them. Safe for use by many
 * threads.
 */
final class Descriptions {

	/** Shown for every topic, whatever was set. */
	private static final Map<String, String> FIXED_ATTRIBUTES = Map.of("_partitions_per_tablet", "1",
			"_message_group_seqno_retention_period_ms", "1382400000", "__max_partition_message_groups_seqno_stored",
			"6000000");

	private final BrokerContext context;

	Descriptions(BrokerContext context) {
		this.context = context;
	}

	DescribeTopicResult topic(DescribeTopicRequest request) {
		Topic topic = this.context.catalogue().get(request.getPath());
		TopicSettings settings = topic.settings();
		CreateTopicRequest kept = settings.request();
		Map<String, String> attributes = new TreeMap<>(FIXED_ATTRIBUTES);
		attributes.putAll(settings.attributes());
		DescribeTopicResult.Builder result = DescribeTopicResult.newBuilder()
			.setSelf(entry(topic, DatabasePaths.name(topic.path())))
			.setPartitioningSettings(settings.reportedPartitioning(topic.partitions().size()))
			.setRetentionPeriod(kept.getRetentionPeriod())
			.setRetentionStorageMb(kept.getRetentionStorageMb())
			.setPartitionWriteSpeedBytesPerSecond(kept.getPartitionWriteSpeedBytesPerSecond())
			.setPartitionWriteBurstBytes(kept.getPartitionWriteBurstBytes())
			.setMeteringMode(kept.getMeteringMode())
			.setContentBasedDeduplication(kept.getContentBasedDeduplication())
			.putAllAttributes(attributes);
		if (kept.hasSupportedCodecs()) {
			result.setSupportedCodecs(kept.getSupportedCodecs());
		}
		if (kept.hasMetricsLevel()) {
			result.setMetricsLevel(kept.getMetricsLevel());
		}
		Traffic written = Traffic.NONE;
		long oldestWrite = Long.MAX_VALUE;
		for (Partition partition : topic.partitions()) {
			result.addPartitions(partition(topic, partition, request.getIncludeStats(), request.getIncludeLocation()));
			io.ydbtopic.broker.topic.PartitionStats stats = partition.stats();
			written = written.plus(stats.written());
			oldestWrite = Math.min(oldestWrite, stats.lastWriteMillis());
		}
		if (request.getIncludeStats()) {
			result.getTopicStatsBuilder()
				.setMinLastWriteTime(Times.timestamp(oldestWrite))
				.setMaxWriteTimeLag(Duration.getDefaultInstance())
				.setBytesWritten(windows(written));
		}
		for (Consumer consumer : settings.consumers()) {
			result.addConsumers(consumer(topic, consumer, request.getIncludeStats()));
		}
		return result.build();
	}

	DescribePartitionResult partition(DescribePartitionRequest request) {
		Topic topic = this.context.catalogue().get(request.getPath());
		Partition partition = topic.find(request.getPartitionId());
		if (partition == null) {
			throw RejectedException.badRequest("Topic " + topic.path() + " has no partition " + request.getPartitionId()
					+ " (expected 0 to " + (topic.partitions().size() - 1) + ")");
		}
		return DescribePartitionResult.newBuilder()
			.setPartition(partition(topic, partition, request.getIncludeStats(), request.getIncludeLocation()))
			.build();
	}

	private static Entry entry(Topic topic, String name) {
		return SchemeService.entry(name, Entry.Type.TOPIC, topic.createdAtMillis());
	}

	private static DescribeTopicResult.PartitionInfo partition(Topic topic, Partition partition, boolean stats,
			boolean location) {
		DescribeTopicResult.PartitionInfo.Builder info = DescribeTopicResult.PartitionInfo.newBuilder()
			.setPartitionId(partition.id())
			.setActive(partition.active())
			.addAllParentPartitionIds(partition.place().parents())
			.addAllChildPartitionIds(partition.place().children());
		KeyRange range = partition.place().keyRange();
		if (range != null && topic.partitions().size() > 1) {
			PartitionKeyRange.Builder bounds = info.getKeyRangeBuilder();
			if (range.from() != null) {
				bounds.setFromBound(range.from());
			}
			if (range.to() != null) {
				bounds.setToBound(range.to());
			}
		}
		if (stats) {
			info.setPartitionStats(stats(partition));
		}
		if (location) {
			info.setPartitionLocation(location(partition));
		}
		return info.build();
	}

	private static PartitionLocation location(Partition partition) {
		PartitionHost host = partition.host();
		return PartitionLocation.newBuilder().setNodeId(host.node()).setGeneration(host.generation()).build();
	}

	/**
	 * The size in the store is reported as 0, as the real server does for small topics.
	 */
	private static PartitionStats stats(Partition partition) {
		io.ydbtopic.broker.topic.PartitionStats stats = partition.stats();
		return PartitionStats.newBuilder()
			.setPartitionOffsets(OffsetsRange.newBuilder().setStart(stats.startOffset()).setEnd(stats.endOffset()))
			.setLastWriteTime(Times.timestamp(stats.lastWriteMillis()))
			.setMaxWriteTimeLag(Duration.getDefaultInstance())
			.setBytesWritten(windows(stats.written()))
			.setPartitionNodeId(partition.host().node())
			.build();
	}

	private static MultipleWindowsStat windows(Traffic traffic) {
		return MultipleWindowsStat.newBuilder()
			.setPerMinute(traffic.perMinute())
			.setPerHour(traffic.perHour())
			.setPerDay(traffic.perDay())
			.build();
	}

	private Consumer consumer(Topic topic, Consumer settings, boolean stats) {
		Consumer.Builder consumer = settings.toBuilder()
			.clearConsumerStats()
			.setReadFrom(com.google.protobuf.Timestamp.newBuilder().setSeconds(settings.getReadFrom().getSeconds()));
		if (!settings.containsAttributes("_service_type")) {
			consumer.putAttributes("_service_type", "data-streams");
		}
		if (stats) {
			TopicConsumer reading = topic.consumer(settings.getName());
			Traffic read = Traffic.NONE;
			long oldestRead = 0;
			for (Partition partition : topic.partitions()) {
				Lease lease = (reading != null) ? reading.lease(partition.id()) : null;
				if (lease != null) {
					read = read.plus(lease.bytesRead(this.context.nowMillis()));
					oldestRead = (oldestRead == 0) ? lease.lastReadMillis()
							: Math.min(oldestRead, lease.lastReadMillis());
				}
			}
			consumer.getConsumerStatsBuilder()
				.setMinPartitionsLastReadTime(Times.timestamp(oldestRead))
				.setMaxReadTimeLag(Duration.getDefaultInstance())
				.setMaxWriteTimeLag(Duration.getDefaultInstance())
				.setMaxCommittedTimeLag(Duration.getDefaultInstance())
				.setBytesRead(windows(read));
		}
		return consumer.build();
	}

	DescribeConsumerResult consumer(DescribeConsumerRequest request) {
		Topic topic = this.context.catalogue().get(request.getPath());
		if (request.getConsumer().isEmpty()) {
			throw RejectedException.badRequest("The consumer is empty (expected a name)");
		}
		TopicConsumer consumer = topic.consumer(request.getConsumer());
		Consumer settings = topic.settings()
			.consumers()
			.stream()
			.filter((each) -> each.getName().equals(request.getConsumer()))
			.findFirst()
			.orElse(null);
		if (consumer == null || settings == null) {
			throw new RejectedException(IssueCode.SCHEMA_ERROR,
					"Topic " + topic.path() + " has no consumer '" + request.getConsumer() + "'");
		}
		DescribeConsumerResult.Builder result = DescribeConsumerResult.newBuilder()
			.setSelf(entry(topic, DatabasePaths.name(topic.path()) + "/" + consumer.name()))
			.setConsumer(consumer(topic, settings, request.getIncludeStats()));
		for (Partition partition : topic.partitions()) {
			DescribeConsumerResult.PartitionInfo.Builder info = result.addPartitionsBuilder()
				.setPartitionId(partition.id())
				.setActive(partition.active());
			if (request.getIncludeStats()) {
				info.setPartitionStats(stats(partition)).setPartitionConsumerStats(readingStats(consumer, partition));
			}
			if (request.getIncludeLocation()) {
				info.setPartitionLocation(location(partition));
			}
		}
		return result.build();
	}

	private DescribeConsumerResult.PartitionConsumerStats readingStats(TopicConsumer consumer, Partition partition) {
		long committed = consumer.committedOffset(partition.id());
		DescribeConsumerResult.PartitionConsumerStats.Builder stats = DescribeConsumerResult.PartitionConsumerStats
			.newBuilder()
			.setCommittedOffset(committed)
			.setLastReadOffset(committed)
			.setPartitionReadSessionCreateTime(Times.timestamp(0))
			.setLastReadTime(Times.timestamp(0))
			.setMaxReadTimeLag(Duration.getDefaultInstance())
			.setMaxWriteTimeLag(Duration.getDefaultInstance())
			.setMaxCommittedTimeLag(Duration.getDefaultInstance())
			.setBytesRead(windows(Traffic.NONE));
		Lease lease = consumer.lease(partition.id());
		if (lease != null) {
			stats.setLastReadOffset(Math.max(committed, lease.lastReadOffset()))
				.setReadSessionId(lease.member().sessionId())
				.setReaderName(lease.member().readerName())
				.setPartitionReadSessionCreateTime(Times.timestamp(lease.createdAtMillis()))
				.setLastReadTime(Times.timestamp(lease.lastReadMillis()))
				.setBytesRead(windows(lease.bytesRead(this.context.nowMillis())))
				.setConnectionNodeId(lease.member().node());
		}
		return stats.build();
	}

}
