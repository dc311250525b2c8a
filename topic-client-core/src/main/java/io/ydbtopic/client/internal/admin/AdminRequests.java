package io.ydbtopic.client.internal.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.google.protobuf.Empty;
import io.ydbtopic.client.admin.AutoPartitioning;
import io.ydbtopic.client.admin.ConsumerChange;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.MeteringMode;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.proto.topic.AlterAutoPartitioningSettings;
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
 * Makes requests of settings. In a change only what is present is set, because the server
 * tells absent from zero. Pure; callable from any thread.
 */
final class AdminRequests {

	private AdminRequests() {
	}

	static CreateTopicRequest create(String path, TopicConfig config) {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder()
			.setPath(path)
			.setPartitioningSettings(partitioning(config))
			.setRetentionStorageMb(config.retentionStorageMb())
			.setPartitionWriteSpeedBytesPerSecond(config.partitionWriteSpeedBytesPerSecond())
			.setPartitionWriteBurstBytes(config.partitionWriteBurstBytes())
			.setContentBasedDeduplication(config.contentBasedDeduplication())
			.putAllAttributes(config.attributes());
		MeteringMode metering = config.meteringMode();
		if (metering != null) {
			request.setMeteringMode(ProtoValues.metering(metering));
		}
		Integer metrics = config.metricsLevel();
		if (metrics != null) {
			request.setMetricsLevel(metrics);
		}
		if (!config.retention().isZero()) {
			request.setRetentionPeriod(ProtoValues.duration(config.retention()));
		}
		if (!config.supportedCodecs().isEmpty()) {
			request.setSupportedCodecs(ProtoValues.codecs(config.supportedCodecs()));
		}
		config.consumers().forEach((consumer) -> request.addConsumers(consumer(consumer)));
		return request.build();
	}

	private static PartitioningSettings partitioning(TopicConfig config) {
		AutoPartitioning auto = config.autoPartitioning();
		PartitioningSettings.Builder settings = PartitioningSettings.newBuilder()
			.setMinActivePartitions(config.partitions());
		if (!auto.equals(AutoPartitioning.DISABLED)) {
			AutoPartitioningWriteSpeedStrategy.Builder speed = AutoPartitioningWriteSpeedStrategy.newBuilder()
				.setUpUtilizationPercent(auto.upUtilizationPercent())
				.setDownUtilizationPercent(auto.downUtilizationPercent());
			if (!auto.stabilizationWindow().isZero()) {
				speed.setStabilizationWindow(ProtoValues.duration(auto.stabilizationWindow()));
			}
			settings.setMaxActivePartitions(auto.maxActivePartitions())
				.setAutoPartitioningSettings(AutoPartitioningSettings.newBuilder()
					.setStrategy(ProtoValues.strategy(auto.strategy()))
					.setPartitionWriteSpeed(speed));
		}
		return settings.build();
	}

	private static Consumer consumer(ConsumerConfig config) {
		Consumer.Builder consumer = Consumer.newBuilder()
			.setName(config.name())
			.setImportant(config.important())
			.putAllAttributes(config.attributes());
		Instant readFrom = config.readFrom();
		if (readFrom != null) {
			consumer.setReadFrom(ProtoValues.timestamp(readFrom));
		}
		if (!config.supportedCodecs().isEmpty()) {
			consumer.setSupportedCodecs(ProtoValues.codecs(config.supportedCodecs()));
		}
		Duration availability = config.availabilityPeriod();
		if (availability != null) {
			consumer.setAvailabilityPeriod(ProtoValues.duration(availability));
		}
		return consumer.build();
	}

	static AlterTopicRequest alter(String path, TopicChange change) {
		AlterTopicRequest.Builder request = AlterTopicRequest.newBuilder()
			.setPath(path)
			.putAllAlterAttributes(change.attributes())
			.addAllDropConsumers(change.dropConsumers());
		AlterPartitioningSettings partitioning = partitioning(change);
		if (!partitioning.equals(AlterPartitioningSettings.getDefaultInstance())) {
			request.setAlterPartitioningSettings(partitioning);
		}
		Duration retention = change.retention();
		if (retention != null) {
			request.setSetRetentionPeriod(ProtoValues.duration(retention));
		}
		Long storage = change.retentionStorageMb();
		if (storage != null) {
			request.setSetRetentionStorageMb(storage);
		}
		List<Integer> codecs = change.supportedCodecs();
		if (codecs != null) {
			request.setSetSupportedCodecs(ProtoValues.codecs(codecs));
		}
		Long speed = change.partitionWriteSpeedBytesPerSecond();
		if (speed != null) {
			request.setSetPartitionWriteSpeedBytesPerSecond(speed);
		}
		Long burst = change.partitionWriteBurstBytes();
		if (burst != null) {
			request.setSetPartitionWriteBurstBytes(burst);
		}
		operate(request, change);
		change.addConsumers().forEach((consumer) -> request.addAddConsumers(consumer(consumer)));
		change.alterConsumers().forEach((consumer) -> request.addAlterConsumers(consumer(consumer)));
		return request.build();
	}

	/** What concerns the running of the topic, not its messages. */
	private static void operate(AlterTopicRequest.Builder request, TopicChange change) {
		MeteringMode metering = change.meteringMode();
		if (metering != null) {
			request.setSetMeteringMode(ProtoValues.metering(metering));
		}
		Integer metrics = change.metricsLevel();
		if (metrics != null) {
			request.setSetMetricsLevel(metrics);
		}
		else if (change.resetMetricsLevel()) {
			request.setResetMetricsLevel(Empty.getDefaultInstance());
		}
		Boolean deduplication = change.contentBasedDeduplication();
		if (deduplication != null) {
			request.setSetContentBasedDeduplication(deduplication);
		}
	}

	private static AlterPartitioningSettings partitioning(TopicChange change) {
		AlterPartitioningSettings.Builder settings = AlterPartitioningSettings.newBuilder();
		Long least = change.partitions();
		if (least != null) {
			settings.setSetMinActivePartitions(least);
		}
		Long most = change.maxActivePartitions();
		if (most != null) {
			settings.setSetMaxActivePartitions(most);
		}
		AlterAutoPartitioningSettings.Builder auto = AlterAutoPartitioningSettings.newBuilder();
		ScalingStrategy strategy = change.strategy();
		if (strategy != null) {
			auto.setSetStrategy(ProtoValues.strategy(strategy));
		}
		AlterAutoPartitioningWriteSpeedStrategy speed = speed(change);
		if (!speed.equals(AlterAutoPartitioningWriteSpeedStrategy.getDefaultInstance())) {
			auto.setSetPartitionWriteSpeed(speed);
		}
		if (auto.hasSetStrategy() || auto.hasSetPartitionWriteSpeed()) {
			settings.setAlterAutoPartitioningSettings(auto);
		}
		return settings.build();
	}

	private static AlterAutoPartitioningWriteSpeedStrategy speed(TopicChange change) {
		AlterAutoPartitioningWriteSpeedStrategy.Builder speed = AlterAutoPartitioningWriteSpeedStrategy.newBuilder();
		Duration window = change.stabilizationWindow();
		if (window != null) {
			speed.setSetStabilizationWindow(ProtoValues.duration(window));
		}
		Integer up = change.upUtilizationPercent();
		if (up != null) {
			speed.setSetUpUtilizationPercent(up);
		}
		Integer down = change.downUtilizationPercent();
		if (down != null) {
			speed.setSetDownUtilizationPercent(down);
		}
		return speed.build();
	}

	/**
	 * The change that makes any topic be as it would be created; what is left to the
	 * server is open.
	 */
	static TopicChange asChange(TopicConfig config) {
		TopicChange.Builder change = TopicChange.builder()
			.retentionStorageMb(config.retentionStorageMb())
			.supportedCodecs(config.supportedCodecs().toArray(new Integer[0]))
			.partitionWriteSpeedBytesPerSecond(config.partitionWriteSpeedBytesPerSecond())
			.partitionWriteBurstBytes(config.partitionWriteBurstBytes())
			.contentBasedDeduplication(config.contentBasedDeduplication());
		AutoPartitioning auto = config.autoPartitioning();
		change.strategy(auto.strategy());
		if (config.partitions() > 0) {
			change.partitions(config.partitions());
		}
		if (auto.maxActivePartitions() > 0 && auto.strategy() != ScalingStrategy.DISABLED) {
			change.maxActivePartitions(auto.maxActivePartitions());
		}
		if (!config.retention().isZero()) {
			change.retention(config.retention());
		}
		config.attributes().forEach(change::attribute);
		config.consumers().forEach(change::addConsumer);
		MeteringMode metering = config.meteringMode();
		if (metering != null) {
			change.meteringMode(metering);
		}
		Integer metrics = config.metricsLevel();
		if (metrics != null) {
			change.metricsLevel(metrics);
		}
		return change.build();
	}

	private static AlterConsumer consumer(ConsumerChange change) {
		AlterConsumer.Builder consumer = AlterConsumer.newBuilder()
			.setName(change.name())
			.putAllAlterAttributes(change.attributes());
		Boolean important = change.important();
		if (important != null) {
			consumer.setSetImportant(important);
		}
		Instant readFrom = change.readFrom();
		if (readFrom != null) {
			consumer.setSetReadFrom(ProtoValues.timestamp(readFrom));
		}
		List<Integer> codecs = change.supportedCodecs();
		if (codecs != null) {
			consumer.setSetSupportedCodecs(ProtoValues.codecs(codecs));
		}
		Duration availability = change.availabilityPeriod();
		if (availability != null) {
			consumer.setSetAvailabilityPeriod(ProtoValues.duration(availability));
		}
		else if (change.resetAvailabilityPeriod()) {
			consumer.setResetAvailabilityPeriod(Empty.getDefaultInstance());
		}
		return consumer.build();
	}

}
