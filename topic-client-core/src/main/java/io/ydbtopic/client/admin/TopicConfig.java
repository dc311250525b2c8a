package io.ydbtopic.client.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a topic is created with; also how one is described. Zero and empty values leave
 * the choice to the server.
 *
 * @param partitions least active partitions
 * @param autoPartitioning how the number of partitions follows the load
 * @param retention how long messages are kept; zero for the server's default
 * @param retentionStorageMb most megabytes that are kept; 0 for no limit
 * @param supportedCodecs numbers of the codecs that writers may use; empty for all
 * @param partitionWriteSpeedBytesPerSecond most bytes a second into one partition
 * @param partitionWriteBurstBytes bytes that may come at once
 * @param attributes attributes that the server knows
 * @param consumers consumers, in order
 * @param meteringMode what the topic is charged by; {@code null} leaves it to the server,
 * and is what databases that are not serverless take
 * @param metricsLevel how detailed the server's metrics of the topic are; {@code null} as
 * detailed as those of the database
 * @param contentBasedDeduplication whether the server drops messages whose content it has
 * stored already
 */
public record TopicConfig(long partitions, AutoPartitioning autoPartitioning, Duration retention,
		long retentionStorageMb, List<Integer> supportedCodecs, long partitionWriteSpeedBytesPerSecond,
		long partitionWriteBurstBytes, Map<String, String> attributes, List<ConsumerConfig> consumers,
		@Nullable MeteringMode meteringMode, @Nullable Integer metricsLevel, boolean contentBasedDeduplication) {

	public TopicConfig {
		AdminChecks.notNegative("partitions", partitions);
		AdminChecks.duration("retention", retention, Duration.ZERO);
		AdminChecks.notNegative("retentionStorageMb", retentionStorageMb);
		AdminChecks.notNegative("partitionWriteSpeedBytesPerSecond", partitionWriteSpeedBytesPerSecond);
		AdminChecks.notNegative("partitionWriteBurstBytes", partitionWriteBurstBytes);
		supportedCodecs = List.copyOf(supportedCodecs);
		attributes = Map.copyOf(attributes);
		consumers = List.copyOf(consumers);
		if (metricsLevel != null) {
			AdminChecks.notNegative("metricsLevel", metricsLevel);
		}
	}

	/**
	 * A topic without metering mode, metrics level and deduplication by content.
	 */
	public TopicConfig(long partitions, AutoPartitioning autoPartitioning, Duration retention, long retentionStorageMb,
			List<Integer> supportedCodecs, long partitionWriteSpeedBytesPerSecond, long partitionWriteBurstBytes,
			Map<String, String> attributes, List<ConsumerConfig> consumers) {
		this(partitions, autoPartitioning, retention, retentionStorageMb, supportedCodecs,
				partitionWriteSpeedBytesPerSecond, partitionWriteBurstBytes, attributes, consumers, null, null, false);
	}

	/**
	 * A topic with one partition and the server's defaults.
	 */
	public static TopicConfig defaults() {
		return builder().build();
	}

	/**
	 * A builder with one partition and the server's defaults.
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * A builder that starts from these settings. Those of a topic that was described hold
	 * attributes that the server sets itself and may refuse to be given; see
	 * {@link Builder#attributes}.
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.partitions = this.partitions;
		builder.autoPartitioning = this.autoPartitioning;
		builder.retention = this.retention;
		builder.retentionStorageMb = this.retentionStorageMb;
		builder.supportedCodecs = this.supportedCodecs;
		builder.partitionWriteSpeedBytesPerSecond = this.partitionWriteSpeedBytesPerSecond;
		builder.partitionWriteBurstBytes = this.partitionWriteBurstBytes;
		builder.attributes.putAll(this.attributes);
		builder.consumers.addAll(this.consumers);
		builder.meteringMode = this.meteringMode;
		builder.metricsLevel = this.metricsLevel;
		builder.contentBasedDeduplication = this.contentBasedDeduplication;
		return builder;
	}

	/**
	 * Collects settings; not thread-safe.
	 */
	public static final class Builder {

		private long partitions = 1;

		private AutoPartitioning autoPartitioning = AutoPartitioning.DISABLED;

		private Duration retention = Duration.ZERO;

		private long retentionStorageMb;

		private List<Integer> supportedCodecs = List.of();

		private long partitionWriteSpeedBytesPerSecond;

		private long partitionWriteBurstBytes;

		private final Map<String, String> attributes = new LinkedHashMap<>();

		private final List<ConsumerConfig> consumers = new ArrayList<>();

		private @Nullable MeteringMode meteringMode;

		private @Nullable Integer metricsLevel;

		private boolean contentBasedDeduplication;

		private Builder() {
		}

		/**
		 * Least active partitions.
		 */
		public Builder partitions(long value) {
			AdminChecks.positive("partitions", value);
			this.partitions = value;
			return this;
		}

		/**
		 * How the number of partitions follows the load.
		 */
		public Builder autoPartitioning(AutoPartitioning value) {
			this.autoPartitioning = value;
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
		 * Numbers of the codecs that writers may use.
		 */
		public Builder supportedCodecs(Integer... values) {
			this.supportedCodecs = List.of(values);
			return this;
		}

		/**
		 * Most bytes a second into one partition.
		 */
		public Builder partitionWriteSpeedBytesPerSecond(long value) {
			AdminChecks.notNegative("partitionWriteSpeedBytesPerSecond", value);
			this.partitionWriteSpeedBytesPerSecond = value;
			return this;
		}

		/**
		 * Bytes that may come into one partition at once.
		 */
		public Builder partitionWriteBurstBytes(long value) {
			AdminChecks.notNegative("partitionWriteBurstBytes", value);
			this.partitionWriteBurstBytes = value;
			return this;
		}

		/**
		 * Adds an attribute.
		 */
		public Builder attribute(String name, String value) {
			this.attributes.put(name, value);
			return this;
		}

		/**
		 * These attributes and no others.
		 */
		public Builder attributes(Map<String, String> values) {
			this.attributes.clear();
			this.attributes.putAll(values);
			return this;
		}

		/**
		 * Adds a consumer with default settings.
		 */
		public Builder consumer(String name) {
			return consumer(ConsumerConfig.of(name));
		}

		/**
		 * Adds a consumer.
		 */
		public Builder consumer(ConsumerConfig value) {
			this.consumers.add(value);
			return this;
		}

		/**
		 * What the topic is charged by; {@code null} leaves it to the server.
		 */
		public Builder meteringMode(@Nullable MeteringMode value) {
			this.meteringMode = value;
			return this;
		}

		/**
		 * How detailed the server's metrics of the topic are; {@code null} as detailed as
		 * those of the database.
		 */
		public Builder metricsLevel(@Nullable Integer value) {
			if (value != null) {
				AdminChecks.notNegative("metricsLevel", value);
			}
			this.metricsLevel = value;
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
		 * The settings.
		 */
		public TopicConfig build() {
			return new TopicConfig(this.partitions, this.autoPartitioning, this.retention, this.retentionStorageMb,
					this.supportedCodecs, this.partitionWriteSpeedBytesPerSecond, this.partitionWriteBurstBytes,
					this.attributes, this.consumers, this.meteringMode, this.metricsLevel,
					this.contentBasedDeduplication);
		}

	}

}
