package io.ydbtopic.client.internal.admin;

import io.ydbtopic.client.admin.ActiveReader;
import io.ydbtopic.client.admin.ConsumerStatistics;
import io.ydbtopic.client.admin.TimeLags;
import io.ydbtopic.client.admin.TopicStatistics;
import io.ydbtopic.client.admin.Traffic;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.MultipleWindowsStat;
import org.jspecify.annotations.Nullable;

/**
 * Makes statistics of answers; what was not asked for is unknown. Pure; callable from any
 * thread.
 */
final class StatisticsResults {

	private StatisticsResults() {
	}

	static TopicStatistics topic(DescribeTopicResult.TopicStats stats) {
		return new TopicStatistics(stats.getStoreSizeBytes(), ProtoValues.instant(stats.getMinLastWriteTime()),
				ProtoValues.durationOrZero(stats.getMaxWriteTimeLag()), traffic(stats.getBytesWritten()));
	}

	static ConsumerStatistics consumer(Consumer.ConsumerStats stats) {
		return new ConsumerStatistics(ProtoValues.instant(stats.getMinPartitionsLastReadTime()),
				new TimeLags(ProtoValues.durationOrZero(stats.getMaxReadTimeLag()),
						ProtoValues.durationOrZero(stats.getMaxWriteTimeLag()),
						ProtoValues.durationOrZero(stats.getMaxCommittedTimeLag())),
				traffic(stats.getBytesRead()));
	}

	static TimeLags lags(DescribeConsumerResult.PartitionConsumerStats stats) {
		return new TimeLags(ProtoValues.durationOrZero(stats.getMaxReadTimeLag()),
				ProtoValues.durationOrZero(stats.getMaxWriteTimeLag()),
				ProtoValues.durationOrZero(stats.getMaxCommittedTimeLag()));
	}

	/** Null if nobody reads the partition. */
	static @Nullable ActiveReader reader(DescribeConsumerResult.PartitionConsumerStats stats) {
		if (stats.getReadSessionId().isEmpty()) {
			return null;
		}
		String name = stats.getReaderName();
		return new ActiveReader(stats.getReadSessionId(), name.isEmpty() ? null : name,
				ProtoValues.instant(stats.getPartitionReadSessionCreateTime()), stats.getConnectionNodeId());
	}

	static Traffic traffic(MultipleWindowsStat windows) {
		return new Traffic(windows.getPerMinute(), windows.getPerHour(), windows.getPerDay());
	}

}
