package io.ydbtopic.client.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A change of a topic: all of it happens or nothing. What is {@code null} or empty stays
 * as it is. Consumers are dropped, then changed, then added.
 *
 * @param partitions least active partitions
 * @param maxActivePartitions most active partitions
 * @param strategy whether and in which directions the number of partitions follows the
 * load
 * @param stabilizationWindow how long the load must be high or low
 * @param upUtilizationPercent load of a partition above which it is split
 * @param downUtilizationPercent load of a partition below which it may be merged
 * @param retention how long messages are kept
 * @param retentionStorageMb most megabytes that are kept; 0 for no limit
 * @param supportedCodecs numbers of all codecs that writers may use; empty for all
 * @param partitionWriteSpeedBytesPerSecond most bytes a second into one partition
 * @param partitionWriteBurstBytes bytes that may come at once
 * @param attributes attributes to set; an empty value removes one
 * @param addConsumers consumers to add
 * @param dropConsumers names of consumers to drop, with their offsets
 * @param alterConsumers changes of consumers
 * @param meteringMode what the topic is charged by
 * @param metricsLevel how detailed the server's metrics of the topic are
 * @param resetMetricsLevel whether they become as detailed as those of the database
 * @param contentBasedDeduplication whether the server drops messages whose content it has
 * stored already
 */
public record TopicChange(@Nullable Long partitions, @Nullable Long maxActivePartitions,
		@Nullable ScalingStrategy strategy, @Nullable Duration stabilizationWindow,
		@Nullable Integer upUtilizationPercent, @Nullable Integer downUtilizationPercent, @Nullable Duration retention,
		@Nullable Long retentionStorageMb, @Nullable List<Integer> supportedCodecs,
		@Nullable Long partitionWriteSpeedBytesPerSecond, @Nullable Long partitionWriteBurstBytes,
		Map<String, String> attributes, List<ConsumerConfig> addConsumers, List<String> dropConsumers,
		List<ConsumerChange> alterConsumers, @Nullable MeteringMode meteringMode, @Nullable Integer metricsLevel,
		boolean resetMetricsLevel, @Nullable Boolean contentBasedDeduplication) {

	public TopicChange {
		supportedCodecs = (supportedCodecs != null) ? List.copyOf(supportedCodecs) : null;
		attributes = Map.copyOf(attributes);
		addConsumers = List.copyOf(addConsumers);
		dropConsumers = List.copyOf(dropConsumers);
		alterConsumers = List.copyOf(alterConsumers);
		if (metricsLevel != null) {
			AdminChecks.notNegative("metricsLevel", metricsLevel);
			AdminChecks.notBoth("metricsLevel", metricsLevel, resetMetricsLevel);
		}
	}

	/**
	 * A builder of a change of nothing yet.
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Collects changes; not thread-safe.
	 */
	public static final class Builder {

		private @Nullable Long partitions;

		private @Nullable Long maxActivePartitions;

		private @Nullable ScalingStrategy strategy;

		private @Nullable Duration stabilizationWindow;

		private @Nullable Integer upUtilizationPercent;

		private @Nullable Integer downUtilizationPercent;

		private @Nullable Duration retention;

		private @Nullable Long retentionStorageMb;

		private @Nullable List<Integer> supportedCodecs;

		private @Nullable Long partitionWriteSpeedBytesPerSecond;

		private @Nullable Long partitionWriteBurstBytes;

		private final Map<String, String> attributes = new LinkedHashMap<>();

		private final List<ConsumerConfig> addConsumers = new ArrayList<>();

		private final List<String> dropConsumers = new ArrayList<>();

		private final List<ConsumerChange> alterConsumers = new ArrayList<>();

		private @Nullable MeteringMode meteringMode;

		private @Nullable Integer metricsLevel;

		private boolean resetMetricsLevel;

		private @Nullable Boolean contentBasedDeduplication;

		private Builder() {
		}

		/**
		 * Least active partitions; a topic without auto-partitioning can only grow.
		 */
		public Builder partitions(long value) {
			AdminChecks.positive("partitions", value);
			this.partitions = value;
			return this;
		}

		/**
		 * Most active partitions.
		 */
		public Builder maxActivePartitions(long value) {
			AdminChecks.notNegative("maxActivePartitions", value);
			this.maxActivePartitions = value;
			return this;
		}

		/**
		 * Whether and in which directions the number of partitions follows the load.
		 */
		public Builder strategy(ScalingStrategy value) {
			this.strategy = value;
			return this;
		}

		/**
		 * How long the load must be high or low.
		 */
		public Builder stabilizationWindow(Duration value) {
			AdminChecks.duration("stabilizationWindow", value, Duration.ofSeconds(1));
			this.stabilizationWindow = value;
			return this;
		}

		/**
		 * Load of a partition above which it is split.
		 */
		public Builder upUtilizationPercent(int value) {
			AdminChecks.percent("upUtilizationPercent", value);
			this.upUtilizationPercent = value;
			return this;
		}

		/**
		 * Load of a partition below which it may be merged.
		 */
		public Builder downUtilizationPercent(int value) {
			AdminChecks.percent("downUtilizationPercent", value);
			this.downUtilizationPercent = value;
			return this;
		}

		/**
		 * How long messages are kept.
		 */
		public Builder retention(Duration value) {
			AdminChecks.duration("retention", value, Duration.ofSeconds(1));
			this.retention = value;
			return this;
		}

		/**
		 * Most megabytes that are kept; 0 for no limit.
		 */
		public Builder retentionStorageMb(long value) {
			AdminChecks.notNegative("retentionStorageMb", value);
			this.retentionStorageMb = value;
			return this;
		}

		/**
		 * Numbers of all codecs that writers may use; none for all.
		 */
		public Builder supportedCodecs(Integer... values) {
			this.supportedCodecs = List.of(values);
			return this;
		}

		/**
		 * Most bytes a second into one partition; 0 for the server's default.
		 */
		public Builder partitionWriteSpeedBytesPerSecond(long value) {
			AdminChecks.notNegative("partitionWriteSpeedBytesPerSecond", value);
			this.partitionWriteSpeedBytesPerSecond = value;
			return this;
		}

		/**
		 * Bytes that may come into one partition at once; 0 for the server's default.
		 */
		public Builder partitionWriteBurstBytes(long value) {
			AdminChecks.notNegative("partitionWriteBurstBytes", value);
			this.partitionWriteBurstBytes = value;
			return this;
		}

		/**
		 * Sets an attribute; an empty value removes it.
		 */
		public Builder attribute(String name, String value) {
			this.attributes.put(name, value);
			return this;
		}

		/**
		 * Adds a consumer with default settings.
		 */
		public Builder addConsumer(String name) {
			return addConsumer(ConsumerConfig.of(name));
		}

		/**
		 * Adds a consumer.
		 */
		public Builder addConsumer(ConsumerConfig value) {
			this.addConsumers.add(value);
			return this;
		}

		/**
		 * Drops a consumer with its offsets.
		 */
		public Builder dropConsumer(String name) {
			AdminChecks.name("consumer", name);
			this.dropConsumers.add(name);
			return this;
		}

		/**
		 * Changes a consumer.
		 */
		public Builder alterConsumer(ConsumerChange value) {
			this.alterConsumers.add(value);
			return this;
		}

		/**
		 * What the topic is charged by.
		 */
		public Builder meteringMode(MeteringMode value) {
			this.meteringMode = value;
			return this;
		}

		/**
		 * How detailed the server's metrics of the topic are.
		 */
		public Builder metricsLevel(int value) {
			AdminChecks.notNegative("metricsLevel", value);
			this.metricsLevel = value;
			this.resetMetricsLevel = false;
			return this;
		}

		/**
		 * Metrics become as detailed as those of the database.
		 */
		public Builder resetMetricsLevel() {
			this.metricsLevel = null;
			this.resetMetricsLevel = true;
			return this;
		}

		/**
		 * Whether the server drops messages whose content it has stored already.
		 */
		public Builder contentBasedDeduplication(boolean value) {
			this.contentBasedDeduplication = value;
			return this;
		}

		/**
		 * The change.
		 */
		public TopicChange build() {
			return new TopicChange(this.partitions, this.maxActivePartitions, this.strategy, this.stabilizationWindow,
					this.upUtilizationPercent, this.downUtilizationPercent, this.retention, this.retentionStorageMb,
					this.supportedCodecs, this.partitionWriteSpeedBytesPerSecond, this.partitionWriteBurstBytes,
					this.attributes, this.addConsumers, this.dropConsumers, this.alterConsumers, this.meteringMode,
					this.metricsLevel, this.resetMetricsLevel, this.contentBasedDeduplication);
		}

	}

}
