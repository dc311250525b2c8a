package io.ydbtopic.broker.topic;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.proto.topic.AutoPartitioningSettings;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.AutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.MeteringMode;
import io.ydbtopic.proto.topic.PartitioningSettings;

/**
 * What the settings of a topic may be, and what they are when they are not given. Pure
 * functions, for any thread.
 */
final class SettingsRules {

	/** The server's cap; more would only be a typing error here. */
	static final int PARTITIONS_MAX = 20_000;

	/** The limit of the API definition. */
	static final int CONSUMERS_MAX = 3_000;

	/** 50 MB/s. */
	static final long WRITE_SPEED_MAX = 50L * 1_048_576;

	static final long SECONDS_MAX = Integer.MAX_VALUE;

	private static final int CODEC_CUSTOM_MIN = 10_000;

	private static final int CODEC_KNOWN_MAX = 4;

	private static final Set<String> TOPIC_ATTRIBUTES = Set.of("_partitions_per_tablet", "_allow_unauthenticated_read",
			"_allow_unauthenticated_write", "_abc_id", "_abc_slug", "_federation_account",
			"_max_partition_storage_size", "_message_group_seqno_retention_period_ms",
			"_max_partition_message_groups_seqno_stored", "_cleanup_policy", "_timestamp_type");

	private static final Set<String> CONSUMER_ATTRIBUTES = Set.of("_version", "_service_type",
			"_service_type_password");

	private SettingsRules() {
	}

	static AutoPartitioningSettings autoPartitioning(AutoPartitioningStrategy strategy, Duration window, int up,
			int down) {
		return AutoPartitioningSettings.newBuilder()
			.setStrategy(strategy)
			.setPartitionWriteSpeed(AutoPartitioningWriteSpeedStrategy.newBuilder()
				.setStabilizationWindow(proto(window))
				.setUpUtilizationPercent(up)
				.setDownUtilizationPercent(down))
			.build();
	}

	static com.google.protobuf.Duration proto(Duration duration) {
		return com.google.protobuf.Duration.newBuilder()
			.setSeconds(duration.getSeconds())
			.setNanos(duration.getNano())
			.build();
	}

	static boolean isOn(AutoPartitioningStrategy strategy) {
		return switch (strategy) {
			case AUTO_PARTITIONING_STRATEGY_SCALE_UP, AUTO_PARTITIONING_STRATEGY_SCALE_UP_AND_DOWN,
					AUTO_PARTITIONING_STRATEGY_PAUSED ->
				true;
			default -> false;
		};
	}

	/** Settings of a new topic, with defaults. */
	static TopicSettings forCreate(CreateTopicRequest request, String path) {
		CreateTopicRequest.Builder settings = request.toBuilder().clearOperationParams().setPath(path);
		settings.setPartitioningSettings(partitioning(request));
		if (!request.hasRetentionPeriod()) {
			settings.setRetentionPeriod(proto(TopicSettings.RETENTION_DEFAULT));
		}
		if (request.getPartitionWriteSpeedBytesPerSecond() == 0) {
			settings.setPartitionWriteSpeedBytesPerSecond(TopicSettings.WRITE_SPEED_DEFAULT);
		}
		if (request.getPartitionWriteBurstBytes() == 0) {
			settings.setPartitionWriteBurstBytes(settings.getPartitionWriteSpeedBytesPerSecond());
		}
		if (request.getSupportedCodecs().getCodecsCount() == 0) {
			settings.clearSupportedCodecs();
		}
		return check(settings.build());
	}

	private static PartitioningSettings partitioning(CreateTopicRequest request) {
		PartitioningSettings given = request.getPartitioningSettings();
		PartitioningSettings.Builder kept = PartitioningSettings.newBuilder();
		requireRange("partition_count_limit", given.getPartitionCountLimit(), 0, Long.MAX_VALUE);
		long min = requireRange("min_active_partitions", given.getMinActivePartitions(), 0, PARTITIONS_MAX);
		kept.setMinActivePartitions(Math.max(1, min));
		long max = requireRange("max_active_partitions", given.getMaxActivePartitions(), 0, Long.MAX_VALUE);
		if (!given.hasAutoPartitioningSettings()) {
			return kept.build();
		}
		AutoPartitioningSettings block = given.getAutoPartitioningSettings();
		AutoPartitioningWriteSpeedStrategy speed = block.getPartitionWriteSpeed();
		boolean disabled = block.getStrategy() == AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_DISABLED;
		if (!disabled) {
			kept.setMaxActivePartitions((max != 0) ? max : kept.getMinActivePartitions());
		}
		boolean unset = block.getStrategy() == AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_UNSPECIFIED;
		long window = speed.getStabilizationWindow().getSeconds();
		kept.setAutoPartitioningSettings(autoPartitioning(
				unset ? AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_DISABLED : block.getStrategy(),
				Duration.ofSeconds((window != 0) ? window : 300),
				(speed.getUpUtilizationPercent() != 0) ? speed.getUpUtilizationPercent() : 90,
				(speed.getDownUtilizationPercent() != 0) ? speed.getDownUtilizationPercent() : 30));
		return kept.build();
	}

	/** Checks settings that have their defaults, new ones and altered ones alike. */
	static TopicSettings check(CreateTopicRequest settings) {
		TopicSettings topic = new TopicSettings(settings);
		checkPartitioning(topic);
		checkSeconds("retention_period", settings.getRetentionPeriod());
		long storage = requireRange("retention_storage_mb", settings.getRetentionStorageMb(), 0, Long.MAX_VALUE >> 20);
		if (storage > 0 && topic.autoPartitioned()) {
			throw RejectedException.badRequest("retention_storage_mb is " + storage
					+ " on an auto-partitioned topic (expected 0: keep by time, or switch auto-partitioning off)");
		}
		long speed = requireRange("partition_write_speed_bytes_per_second",
				settings.getPartitionWriteSpeedBytesPerSecond(), 0, WRITE_SPEED_MAX);
		long burst = requireRange("partition_write_burst_bytes", settings.getPartitionWriteBurstBytes(), 0,
				Long.MAX_VALUE);
		if (burst > 2 * speed && burst > 1_048_576) {
			throw RejectedException.badRequest("partition_write_burst_bytes is " + burst
					+ " (expected at most twice the write speed of " + speed + ", or 1048576)");
		}
		checkCodecs("supported_codecs", settings.getSupportedCodecs().getCodecsList());
		checkAttributes("topic", settings.getAttributesMap(), TOPIC_ATTRIBUTES);
		if (settings.getMeteringMode() != MeteringMode.METERING_MODE_UNSPECIFIED) {
			throw new RejectedException(IssueCode.PRECONDITION_FAILED, "metering_mode is " + settings.getMeteringMode()
					+ " (expected none: the database is not serverless)");
		}
		checkConsumers(settings);
		return topic;
	}

	private static void checkPartitioning(TopicSettings topic) {
		PartitioningSettings kept = topic.request().getPartitioningSettings();
		requireRange("min_active_partitions", kept.getMinActivePartitions(), 0, PARTITIONS_MAX);
		requireRange("max_active_partitions", kept.getMaxActivePartitions(), 0, Long.MAX_VALUE);
		if (kept.getMaxActivePartitions() != 0 && kept.getMaxActivePartitions() < kept.getMinActivePartitions()) {
			throw RejectedException.badRequest("max_active_partitions is " + kept.getMaxActivePartitions()
					+ " (expected at least min_active_partitions, " + kept.getMinActivePartitions() + ")");
		}
		AutoPartitioningWriteSpeedStrategy speed = topic.autoPartitioning().getPartitionWriteSpeed();
		checkSeconds("stabilization_window", speed.getStabilizationWindow());
		requireRange("up_utilization_percent", speed.getUpUtilizationPercent(), 0, 100);
		requireRange("down_utilization_percent", speed.getDownUtilizationPercent(), 0, 100);
	}

	private static void checkConsumers(CreateTopicRequest settings) {
		List<Consumer> consumers = settings.getConsumersList();
		requireRange("The number of consumers", consumers.size(), 0, CONSUMERS_MAX);
		Set<String> names = new HashSet<>();
		for (Consumer consumer : consumers) {
			checkConsumer(consumer, settings.getSupportedCodecs().getCodecsList());
			if (!names.add(consumer.getName())) {
				throw RejectedException
					.badRequest("Consumer '" + consumer.getName() + "' is there twice (expected each name once)");
			}
		}
	}

	private static void checkConsumer(Consumer consumer, List<Integer> topicCodecs) {
		String name = consumer.getName();
		if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('|') >= 0) {
			throw RejectedException
				.badRequest("A consumer is named '" + name + "' (expected a name without '/' and '|')");
		}
		if (consumer.getReadFrom().getSeconds() < 0) {
			throw RejectedException.badRequest("read_from of consumer '" + name + "' is "
					+ consumer.getReadFrom().getSeconds() + " s (expected 0 or more)");
		}
		if (consumer.hasAvailabilityPeriod()) {
			long seconds = consumer.getAvailabilityPeriod().getSeconds();
			requireRange("availability_period of consumer '" + name + "'", seconds, 0, SECONDS_MAX);
			if (consumer.getImportant() && seconds > 0) {
				throw RejectedException.badRequest(
						"Consumer '" + name + "' is important and has an availability_period (expected one of both)");
			}
		}
		List<Integer> own = consumer.getSupportedCodecs().getCodecsList();
		checkCodecs("supported_codecs of consumer '" + name + "'", own);
		if (!own.isEmpty() && !own.containsAll(topicCodecs)) {
			throw RejectedException.badRequest("supported_codecs of consumer '" + name + "' are " + own
					+ " (expected all codecs of the topic, " + topicCodecs + ")");
		}
		checkAttributes("consumer", consumer.getAttributesMap(), CONSUMER_ATTRIBUTES);
	}

	private static void checkCodecs(String name, List<Integer> codecs) {
		for (int codec : codecs) {
			if (codec < 1 || (codec > CODEC_KNOWN_MAX && codec < CODEC_CUSTOM_MIN)) {
				throw RejectedException
					.badRequest(name + " has codec " + codec + " (expected 1 to 4, or 10000 and up)");
			}
		}
	}

	private static void checkAttributes(String of, Map<String, String> attributes, Set<String> known) {
		for (String name : attributes.keySet()) {
			if (!known.contains(name)) {
				throw RejectedException.badRequest("Unknown attribute '" + name + "' of a " + of + " (expected one of "
						+ known.stream().sorted().toList() + ")");
			}
		}
	}

	private static void checkSeconds(String name, com.google.protobuf.Duration duration) {
		boolean positive = duration.getSeconds() > 0 || (duration.getSeconds() == 0 && duration.getNanos() > 0);
		if (!positive || duration.getSeconds() > SECONDS_MAX) {
			throw RejectedException.badRequest(
					name + " is " + duration.getSeconds() + " s (expected more than 0, at most " + SECONDS_MAX + " s)");
		}
	}

	static long requireRange(String name, long value, long min, long max) {
		if (value < min || value > max) {
			throw RejectedException.badRequest(name + " is " + value + " (expected " + min + " to " + max + ")");
		}
		return value;
	}

}
