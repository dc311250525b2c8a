package io.ydbtopic.broker.topic;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.AlterAutoPartitioningSettings;
import io.ydbtopic.proto.topic.AlterAutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.AlterConsumer;
import io.ydbtopic.proto.topic.AlterPartitioningSettings;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.AutoPartitioningSettings;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.AutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.PartitioningSettings;

/**
 * What an alter request makes of the settings of a topic: fields that are not there keep
 * their value, and all of it applies or nothing. Pure functions, for any thread.
 */
final class AlterRules {

	/** Issue code of answers that have no topic-specific one. */
	private static final int ISSUE_GENERIC = 500_028;

	private AlterRules() {
	}

	static TopicSettings apply(TopicSettings before, int partitionCount, AlterTopicRequest request) {
		CreateTopicRequest.Builder settings = before.request().toBuilder();
		if (request.hasAlterPartitioningSettings()) {
			settings
				.setPartitioningSettings(partitioning(before, partitionCount, request.getAlterPartitioningSettings()));
		}
		if (request.hasSetRetentionPeriod()) {
			settings.setRetentionPeriod(request.getSetRetentionPeriod());
		}
		if (request.hasSetRetentionStorageMb()) {
			settings.setRetentionStorageMb(request.getSetRetentionStorageMb());
		}
		if (request.hasSetSupportedCodecs()) {
			if (request.getSetSupportedCodecs().getCodecsCount() == 0) {
				settings.clearSupportedCodecs();
			}
			else {
				settings.setSupportedCodecs(request.getSetSupportedCodecs());
			}
		}
		alterSpeed(settings, request);
		settings.clearAttributes().putAllAttributes(merge(before.attributes(), request.getAlterAttributesMap()));
		settings.clearConsumers().addAllConsumers(consumers(before, request));
		settings.setMeteringMode(request.getSetMeteringMode());
		switch (request.getMetricsLevelCase()) {
			case SET_METRICS_LEVEL -> settings.setMetricsLevel(request.getSetMetricsLevel());
			case RESET_METRICS_LEVEL -> settings.clearMetricsLevel();
			case METRICSLEVEL_NOT_SET -> {
			}
		}
		if (request.hasSetContentBasedDeduplication()) {
			settings.setContentBasedDeduplication(request.getSetContentBasedDeduplication());
		}
		return SettingsRules.check(settings.build());
	}

	private static void alterSpeed(CreateTopicRequest.Builder settings, AlterTopicRequest request) {
		if (request.hasSetPartitionWriteSpeedBytesPerSecond()) {
			long speed = request.getSetPartitionWriteSpeedBytesPerSecond();
			settings.setPartitionWriteSpeedBytesPerSecond((speed != 0) ? speed : TopicSettings.WRITE_SPEED_DEFAULT);
		}
		if (request.hasSetPartitionWriteBurstBytes()) {
			long burst = request.getSetPartitionWriteBurstBytes();
			settings
				.setPartitionWriteBurstBytes((burst != 0) ? burst : settings.getPartitionWriteSpeedBytesPerSecond());
		}
	}

	private static PartitioningSettings partitioning(TopicSettings before, int partitionCount,
			AlterPartitioningSettings request) {
		PartitioningSettings.Builder kept = before.request().getPartitioningSettings().toBuilder();
		if (request.hasAlterAutoPartitioningSettings()) {
			AutoPartitioningSettings altered = autoPartitioning(before, request.getAlterAutoPartitioningSettings());
			if (before.keepsAutoPartitioning() || SettingsRules.isOn(altered.getStrategy())) {
				kept.setAutoPartitioningSettings(altered);
			}
		}
		boolean on = SettingsRules.isOn(kept.getAutoPartitioningSettings().getStrategy());
		if (request.hasSetMinActivePartitions()) {
			long min = SettingsRules.requireRange("set_min_active_partitions", request.getSetMinActivePartitions(), 0,
					SettingsRules.PARTITIONS_MAX);
			if (!on && min < partitionCount) {
				throw RejectedException.badRequest("set_min_active_partitions is " + min
						+ " (expected at least the current number of partitions, " + partitionCount + ")");
			}
			kept.setMinActivePartitions(Math.max(1, min));
		}
		if (request.hasSetMaxActivePartitions() && kept.hasAutoPartitioningSettings()) {
			kept.setMaxActivePartitions(SettingsRules.requireRange("set_max_active_partitions",
					request.getSetMaxActivePartitions(), 0, Long.MAX_VALUE));
		}
		return kept.build();
	}

	private static AutoPartitioningSettings autoPartitioning(TopicSettings before,
			AlterAutoPartitioningSettings request) {
		AutoPartitioningSettings.Builder settings = before.autoPartitioning().toBuilder();
		if (request.hasSetStrategy()
				&& request.getSetStrategy() != AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_UNSPECIFIED) {
			if (before.autoPartitioned()
					&& request.getSetStrategy() == AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_DISABLED) {
				throw RejectedException
					.badRequest("Auto-partitioning can't be switched off once it is on (expected strategy PAUSED)");
			}
			settings.setStrategy(request.getSetStrategy());
		}
		AlterAutoPartitioningWriteSpeedStrategy change = request.getSetPartitionWriteSpeed();
		AutoPartitioningWriteSpeedStrategy.Builder speed = settings.getPartitionWriteSpeedBuilder();
		if (change.hasSetStabilizationWindow()) {
			speed.setStabilizationWindow(change.getSetStabilizationWindow());
		}
		if (change.hasSetUpUtilizationPercent()) {
			speed.setUpUtilizationPercent(change.getSetUpUtilizationPercent());
		}
		if (change.hasSetDownUtilizationPercent()) {
			speed.setDownUtilizationPercent(change.getSetDownUtilizationPercent());
		}
		return settings.build();
	}

	/** An empty value removes the attribute. */
	private static Map<String, String> merge(Map<String, String> before, Map<String, String> changes) {
		Map<String, String> merged = new HashMap<>(before);
		changes.forEach((name, value) -> {
			if (value.isEmpty()) {
				merged.remove(name);
			}
			else {
				merged.put(name, value);
			}
		});
		return merged;
	}

	/** In the order in which they were added. */
	private static Collection<Consumer> consumers(TopicSettings before, AlterTopicRequest request) {
		Map<String, Consumer> consumers = new LinkedHashMap<>();
		before.consumers().forEach((consumer) -> consumers.put(consumer.getName(), consumer));
		for (String name : request.getDropConsumersList()) {
			if (consumers.remove(name) == null) {
				throw unknown(name, consumers);
			}
		}
		for (AlterConsumer change : request.getAlterConsumersList()) {
			Consumer altered = consumers.get(change.getName());
			if (altered == null) {
				throw unknown(change.getName(), consumers);
			}
			consumers.put(change.getName(), alter(altered, change));
		}
		for (Consumer added : request.getAddConsumersList()) {
			if (consumers.putIfAbsent(added.getName(), added) != null) {
				throw new RejectedException(StatusCode.ALREADY_EXISTS, ISSUE_GENERIC,
						"Consumer '" + added.getName() + "' exists already (alter it instead)");
			}
		}
		return consumers.values();
	}

	private static RejectedException unknown(String name, Map<String, Consumer> known) {
		return new RejectedException(StatusCode.NOT_FOUND, ISSUE_GENERIC,
				"Consumer '" + name + "' does not exist (expected one of " + known.keySet() + ")");
	}

	private static Consumer alter(Consumer before, AlterConsumer change) {
		Consumer.Builder consumer = before.toBuilder();
		if (change.hasSetImportant()) {
			consumer.setImportant(change.getSetImportant());
		}
		if (change.hasSetReadFrom()) {
			consumer.setReadFrom(change.getSetReadFrom());
		}
		if (change.hasSetSupportedCodecs()) {
			consumer.setSupportedCodecs(change.getSetSupportedCodecs());
		}
		consumer.clearAttributes().putAllAttributes(merge(before.getAttributesMap(), change.getAlterAttributesMap()));
		switch (change.getAvailabilityPeriodActionCase()) {
			case SET_AVAILABILITY_PERIOD -> consumer.setAvailabilityPeriod(change.getSetAvailabilityPeriod());
			case RESET_AVAILABILITY_PERIOD -> consumer.clearAvailabilityPeriod();
			case AVAILABILITYPERIODACTION_NOT_SET -> {
			}
		}
		return consumer.build();
	}

}
