package io.ydbtopic.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.admin.Traffic;
import org.jspecify.annotations.Nullable;

/** Topics and partitions as {@code describe} shows them: tables, and plain values. */
final class TopicView {

	private TopicView() {
	}

	static Map<String, Object> object(String topic, TopicDescription description) {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("topic", topic);
		object.put("owner", description.self().owner());
		object.put("storeSizeBytes", description.storeSizeBytes());
		object.put("bytesWritten", object(description.statistics().bytesWritten()));
		object.putAll(settings(description.config()));
		object.put("partitions", description.partitions().stream().map(TopicView::object).toList());
		object.put("consumers", description.config().consumers().stream().map(ConsumerConfig::name).toList());
		object.put("consumerSettings", description.config().consumers().stream().map(TopicView::object).toList());
		return object;
	}

	static Map<String, Object> object(PartitionDescription each) {
		Map<String, Object> partition = new LinkedHashMap<>();
		partition.put("partition", each.id());
		partition.put("active", each.active());
		partition.put("startOffset", each.startOffset());
		partition.put("endOffset", each.endOffset());
		partition.put("storeSizeBytes", each.storeSizeBytes());
		putIfKnown(partition, "lastWriteTime", each.lastWriteTime());
		partition.put("maxWriteLagMillis", each.maxWriteTimeLag().toMillis());
		partition.put("bytesWritten", object(each.bytesWritten()));
		partition.put("node", each.nodeId());
		partition.put("generation", each.generation());
		partition.put("parents", each.parents());
		partition.put("children", each.children());
		return partition;
	}

	private static Map<String, Object> object(Traffic traffic) {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("lastMinute", traffic.lastMinute());
		object.put("lastHour", traffic.lastHour());
		object.put("lastDay", traffic.lastDay());
		return object;
	}

	private static Map<String, Object> object(ConsumerConfig each) {
		Map<String, Object> consumer = new LinkedHashMap<>();
		consumer.put("consumer", each.name());
		consumer.put("important", each.important());
		putIfKnown(consumer, "readFrom", each.readFrom());
		if (each.availabilityPeriod() != null) {
			consumer.put("availabilitySeconds", each.availabilityPeriod().toSeconds());
		}
		consumer.put("codecs", each.supportedCodecs().stream().map(CodecNames::name).toList());
		consumer.put("attributes", each.attributes());
		return consumer;
	}

	private static Map<String, Object> settings(TopicConfig config) {
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put("minActivePartitions", config.partitions());
		settings.put("scale", config.autoPartitioning().strategy().name());
		if (config.autoPartitioning().strategy() != ScalingStrategy.DISABLED) {
			settings.put("maxActivePartitions", config.autoPartitioning().maxActivePartitions());
			settings.put("scaleWindowSeconds", config.autoPartitioning().stabilizationWindow().toSeconds());
			settings.put("scaleUpPercent", config.autoPartitioning().upUtilizationPercent());
			settings.put("scaleDownPercent", config.autoPartitioning().downUtilizationPercent());
		}
		settings.put("retentionSeconds", config.retention().toSeconds());
		settings.put("retentionMb", config.retentionStorageMb());
		settings.put("codecs", config.supportedCodecs().stream().map(CodecNames::name).toList());
		settings.put("writeSpeedBytesPerSecond", config.partitionWriteSpeedBytesPerSecond());
		settings.put("writeBurstBytes", config.partitionWriteBurstBytes());
		putIfKnown(settings, "metering", config.meteringMode());
		putIfKnown(settings, "metricsLevel", config.metricsLevel());
		settings.put("deduplicateContent", config.contentBasedDeduplication());
		settings.put("attributes", config.attributes());
		return settings;
	}

	private static void putIfKnown(Map<String, Object> object, String name, @Nullable Object value) {
		if (value != null) {
			object.put(name, value);
		}
	}

	static String text(String topic, TopicDescription description) {
		Table settings = new Table("TOPIC", topic);
		settings(description.config()).forEach(settings::row);
		Table consumers = new Table("CONSUMER", "IMPORTANT", "READ FROM", "AVAILABILITY");
		for (ConsumerConfig each : description.config().consumers()) {
			consumers.row(each.name(), each.important() ? "yes" : "no", orDash(each.readFrom()),
					orDash(each.availabilityPeriod()));
		}
		return settings + "\n" + partitions(description.partitions()) + "\n" + consumers;
	}

	private static Table partitions(List<PartitionDescription> partitions) {
		Table table = new Table("PARTITION", "ACTIVE", "START", "END", "BYTES", "NODE", "PARENTS", "CHILDREN",
				"LAST WRITE");
		for (PartitionDescription each : partitions) {
			table.row(each.id(), each.active() ? "yes" : "no", each.startOffset(), each.endOffset(),
					each.storeSizeBytes(), each.nodeId(), each.parents(), each.children(),
					orDash(each.lastWriteTime()));
		}
		return table;
	}

	/** One partition, a line for each of its properties. */
	static String text(String topic, PartitionDescription partition) {
		Table table = new Table("TOPIC", topic);
		object(partition).forEach(table::row);
		return table.toString();
	}

	private static Object orDash(@Nullable Object value) {
		return (value != null) ? value : "-";
	}

}
