package io.ydbtopic.broker.query;

import java.util.List;

import com.google.protobuf.Empty;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.proto.topic.AlterAutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.AlterConsumer;
import io.ydbtopic.proto.topic.AlterPartitioningSettings;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.AutoPartitioningSettings;
import io.ydbtopic.proto.topic.AutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.PartitioningSettings;

/**
 * Puts options of statements into the requests that the topic service takes. Pure
 * functions, for any thread.
 */
final class TopicOptions {

	private static final String OF_TOPICS = "min_active_partitions, max_active_partitions, partition_count_limit, "
			+ "retention_period, retention_storage_mb, partition_write_speed_bytes_per_second, "
			+ "partition_write_burst_bytes, supported_codecs, metering_mode, auto_partitioning_strategy, "
			+ "auto_partitioning_stabilization_window, auto_partitioning_up_utilization_percent "
			+ "or auto_partitioning_down_utilization_percent";

	private static final String OF_CONSUMERS = "important, read_from, supported_codecs or availability_period";

	private TopicOptions() {
	}

	static void create(CreateTopicRequest.Builder topic, List<Option> options) {
		PartitioningSettings.Builder partitions = topic.getPartitioningSettingsBuilder();
		for (Option option : options) {
			switch (option.name().lowerCase()) {
				case "min_active_partitions" -> partitions.setMinActivePartitions(option.number());
				case "max_active_partitions" -> partitions.setMaxActivePartitions(option.number());
				case "partition_count_limit" -> partitions.setPartitionCountLimit(option.number());
				case "retention_period" -> topic.setRetentionPeriod(option.duration());
				case "retention_storage_mb" -> topic.setRetentionStorageMb(option.number());
				case "partition_write_speed_bytes_per_second" ->
					topic.setPartitionWriteSpeedBytesPerSecond(option.number());
				case "partition_write_burst_bytes" -> topic.setPartitionWriteBurstBytes(option.number());
				case "supported_codecs" -> topic.setSupportedCodecs(option.codecs());
				case "metering_mode" -> topic.setMeteringMode(option.metering());
				default -> createAuto(partitions.getAutoPartitioningSettingsBuilder(), option);
			}
		}
	}

	private static void createAuto(AutoPartitioningSettings.Builder auto, Option option) {
		AutoPartitioningWriteSpeedStrategy.Builder speed = auto.getPartitionWriteSpeedBuilder();
		switch (option.name().lowerCase()) {
			case "auto_partitioning_strategy" -> auto.setStrategy(option.strategy());
			case "auto_partitioning_stabilization_window" -> speed.setStabilizationWindow(option.duration());
			case "auto_partitioning_up_utilization_percent" -> speed.setUpUtilizationPercent(option.percent());
			case "auto_partitioning_down_utilization_percent" -> speed.setDownUtilizationPercent(option.percent());
			default -> throw option.unknown(OF_TOPICS);
		}
	}

	static void alter(AlterTopicRequest.Builder topic, List<Option> options) {
		for (Option option : options) {
			switch (option.name().lowerCase()) {
				case "retention_period" -> topic.setSetRetentionPeriod(option.duration());
				case "retention_storage_mb" -> topic.setSetRetentionStorageMb(option.number());
				case "partition_write_speed_bytes_per_second" ->
					topic.setSetPartitionWriteSpeedBytesPerSecond(option.number());
				case "partition_write_burst_bytes" -> topic.setSetPartitionWriteBurstBytes(option.number());
				case "supported_codecs" -> topic.setSetSupportedCodecs(option.codecs());
				case "metering_mode" -> topic.setSetMeteringMode(option.metering());
				default -> alterPartitions(topic.getAlterPartitioningSettingsBuilder(), option);
			}
		}
	}

	private static void alterPartitions(AlterPartitioningSettings.Builder partitions, Option option) {
		switch (option.name().lowerCase()) {
			case "min_active_partitions" -> partitions.setSetMinActivePartitions(option.number());
			case "max_active_partitions" -> partitions.setSetMaxActivePartitions(option.number());
			case "partition_count_limit" -> partitions.setSetPartitionCountLimit(option.number());
			case "auto_partitioning_strategy" ->
				partitions.getAlterAutoPartitioningSettingsBuilder().setSetStrategy(option.strategy());
			default -> alterSpeed(
					partitions.getAlterAutoPartitioningSettingsBuilder().getSetPartitionWriteSpeedBuilder(), option);
		}
	}

	private static void alterSpeed(AlterAutoPartitioningWriteSpeedStrategy.Builder speed, Option option) {
		switch (option.name().lowerCase()) {
			case "auto_partitioning_stabilization_window" -> speed.setSetStabilizationWindow(option.duration());
			case "auto_partitioning_up_utilization_percent" -> speed.setSetUpUtilizationPercent(option.percent());
			case "auto_partitioning_down_utilization_percent" -> speed.setSetDownUtilizationPercent(option.percent());
			default -> throw option.unknown(OF_TOPICS);
		}
	}

	static void create(Consumer.Builder consumer, List<Option> options) {
		for (Option option : options) {
			switch (option.name().lowerCase()) {
				case "important" -> consumer.setImportant(option.flag());
				case "read_from" -> consumer.setReadFrom(option.time());
				case "supported_codecs" -> consumer.setSupportedCodecs(option.codecs());
				case "availability_period" -> consumer.setAvailabilityPeriod(option.duration());
				default -> throw option.unknown(OF_CONSUMERS);
			}
		}
	}

	static void alter(AlterConsumer.Builder consumer, List<Option> options) {
		for (Option option : options) {
			switch (option.name().lowerCase()) {
				case "important" -> consumer.setSetImportant(option.flag());
				case "read_from" -> consumer.setSetReadFrom(option.time());
				case "supported_codecs" -> consumer.setSetSupportedCodecs(option.codecs());
				case "availability_period" -> consumer.setSetAvailabilityPeriod(option.duration());
				default -> throw option.unknown(OF_CONSUMERS);
			}
		}
	}

	static void reset(AlterConsumer.Builder consumer, List<Token> names) {
		for (Token name : names) {
			if (!name.lowerCase().equals("availability_period")) {
				throw RejectedException.syntax(name.row(), name.column(),
						"Option " + name + " can't be reset (expected availability_period)");
			}
			consumer.setResetAvailabilityPeriod(Empty.getDefaultInstance());
		}
	}

}
