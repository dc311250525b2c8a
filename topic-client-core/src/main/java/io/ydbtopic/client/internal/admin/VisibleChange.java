package io.ydbtopic.client.internal.admin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.ydbtopic.client.admin.AutoPartitioning;
import io.ydbtopic.client.admin.ConsumerChange;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Whether a topic is as a change wants it. In doubt it is not: what the server reports in
 * another form than it was given counts as different. Pure; callable from any thread.
 */
final class VisibleChange {

	private VisibleChange() {
	}

	static boolean in(TopicConfig topic, TopicChange change) {
		return partitioning(topic, change) && same(change.retention(), topic.retention())
				&& same(change.retentionStorageMb(), topic.retentionStorageMb())
				&& same(change.supportedCodecs(), topic.supportedCodecs())
				&& sameUnlessDefault(change.partitionWriteSpeedBytesPerSecond(),
						topic.partitionWriteSpeedBytesPerSecond())
				&& sameUnlessDefault(change.partitionWriteBurstBytes(), topic.partitionWriteBurstBytes())
				&& attributes(change.attributes(), topic.attributes())
				&& same(change.meteringMode(), topic.meteringMode())
				&& same(change.metricsLevel(), topic.metricsLevel())
				&& (!change.resetMetricsLevel() || topic.metricsLevel() == null)
				&& same(change.contentBasedDeduplication(), topic.contentBasedDeduplication())
				&& consumers(topic, change);
	}

	private static boolean partitioning(TopicConfig topic, TopicChange change) {
		AutoPartitioning auto = topic.autoPartitioning();
		return same(change.partitions(), topic.partitions())
				&& same(change.maxActivePartitions(), auto.maxActivePartitions())
				&& same(change.strategy(), auto.strategy())
				&& same(change.stabilizationWindow(), auto.stabilizationWindow())
				&& same(change.upUtilizationPercent(), auto.upUtilizationPercent())
				&& same(change.downUtilizationPercent(), auto.downUtilizationPercent());
	}

	private static boolean consumers(TopicConfig topic, TopicChange change) {
		List<String> added = change.addConsumers().stream().map(ConsumerConfig::name).toList();
		return change.dropConsumers().stream().allMatch((name) -> added.contains(name) || find(topic, name) == null)
				&& change.addConsumers()
					.stream()
					.allMatch((consumer) -> isThere(consumer, find(topic, consumer.name())))
				&& change.alterConsumers()
					.stream()
					.allMatch((consumer) -> isVisible(consumer, find(topic, consumer.name())));
	}

	private static @Nullable ConsumerConfig find(TopicConfig topic, String name) {
		return topic.consumers().stream().filter((each) -> each.name().equals(name)).findFirst().orElse(null);
	}

	private static boolean isThere(ConsumerConfig wanted, @Nullable ConsumerConfig found) {
		return found != null && wanted.important() == found.important()
				&& Objects.equals(seconds(wanted.readFrom()), found.readFrom())
				&& wanted.supportedCodecs().equals(found.supportedCodecs())
				&& attributes(wanted.attributes(), found.attributes())
				&& Objects.equals(wanted.availabilityPeriod(), found.availabilityPeriod());
	}

	private static boolean isVisible(ConsumerChange change, @Nullable ConsumerConfig found) {
		return found != null && same(change.important(), found.important())
				&& (change.readFrom() == null || Objects.equals(seconds(change.readFrom()), found.readFrom()))
				&& same(change.supportedCodecs(), found.supportedCodecs())
				&& attributes(change.attributes(), found.attributes())
				&& same(change.availabilityPeriod(), found.availabilityPeriod())
				&& (!change.resetAvailabilityPeriod() || found.availabilityPeriod() == null);
	}

	/** As the server keeps it; the epoch is none. */
	private static @Nullable Instant seconds(@Nullable Instant instant) {
		if (instant == null || instant.getEpochSecond() == 0) {
			return null;
		}
		return instant.truncatedTo(ChronoUnit.SECONDS);
	}

	/** An empty value removes the attribute. */
	private static boolean attributes(Map<String, String> wanted, Map<String, String> found) {
		return wanted.entrySet()
			.stream()
			.allMatch((each) -> each.getValue().equals(found.getOrDefault(each.getKey(), "")));
	}

	private static boolean same(@Nullable Object wanted, @Nullable Object found) {
		return wanted == null || wanted.equals(found);
	}

	/** Zero stands for whatever the server's default is. */
	private static boolean sameUnlessDefault(@Nullable Long wanted, long found) {
		return wanted == null || wanted == 0 || wanted == found;
	}

}
