package io.ydbtopic.broker.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.ydbtopic.proto.topic.AutoPartitioningSettings;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.AutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.PartitioningSettings;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a topic, checked and with defaults filled in. They are kept as the
 * request that would make the topic, which is also how they are stored; whether the
 * auto-partitioning block and a largest partition count were given stays visible in it.
 * Immutable, for any thread.
 *
 * @param request the settings
 */
public record TopicSettings(CreateTopicRequest request) {

	/** Default of {@code retention_period}. */
	static final Duration RETENTION_DEFAULT = Duration.ofHours(24);

	/** Default of {@code partition_write_speed_bytes_per_second}. */
	static final long WRITE_SPEED_DEFAULT = 1_048_576;

	/** What is reported when there is no auto-partitioning block. */
	static final AutoPartitioningSettings AUTO_PARTITIONING_PLAIN = SettingsRules
		.autoPartitioning(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_DISABLED, Duration.ofMinutes(5), 80, 20);

	/**
	 * How long messages stay.
	 * @return more than zero
	 */
	public Duration retention() {
		return Duration.ofSeconds(this.request.getRetentionPeriod().getSeconds(),
				this.request.getRetentionPeriod().getNanos());
	}

	/**
	 * How much a topic may store.
	 * @return megabytes; 0 for no limit
	 */
	public long retentionStorageMb() {
		return this.request.getRetentionStorageMb();
	}

	/**
	 * The codecs that producers may use.
	 * @return codec numbers; empty for any
	 */
	public List<Integer> codecs() {
		return this.request.getSupportedCodecs().getCodecsList();
	}

	/**
	 * Whether partitions are split by load.
	 * @return true also while it is paused
	 */
	public boolean autoPartitioned() {
		return SettingsRules.isOn(this.request.getPartitioningSettings().getAutoPartitioningSettings().getStrategy());
	}

	/** Null when partitions are not split by load, for now or at all. */
	@Nullable SplitRule splitRule() {
		return switch (autoPartitioning().getStrategy()) {
			case AUTO_PARTITIONING_STRATEGY_SCALE_UP, AUTO_PARTITIONING_STRATEGY_SCALE_UP_AND_DOWN -> {
				AutoPartitioningWriteSpeedStrategy speed = autoPartitioning().getPartitionWriteSpeed();
				yield new SplitRule(Duration.ofSeconds(Math.max(1, speed.getStabilizationWindow().getSeconds())),
						this.request.getPartitionWriteSpeedBytesPerSecond(), speed.getUpUtilizationPercent(),
						reportedPartitioning(0).getMaxActivePartitions());
			}
			default -> null;
		};
	}

	/**
	 * How many partitions take writes at least.
	 * @return one or more
	 */
	public int minActivePartitions() {
		return (int) this.request.getPartitioningSettings().getMinActivePartitions();
	}

	/**
	 * The partitioning settings in the form in which they are reported.
	 * @param partitionCount how many partitions there are
	 * @return all fields filled
	 */
	public PartitioningSettings reportedPartitioning(int partitionCount) {
		PartitioningSettings kept = this.request.getPartitioningSettings();
		long max = kept.getMaxActivePartitions();
		if (max == 0) {
			max = autoPartitioned() ? kept.getMinActivePartitions() : 1;
		}
		return PartitioningSettings.newBuilder()
			.setMinActivePartitions(
					keepsAutoPartitioning() ? kept.getMinActivePartitions() : Math.max(1, partitionCount))
			.setMaxActivePartitions(max)
			.setAutoPartitioningSettings(autoPartitioning())
			.build();
	}

	boolean keepsAutoPartitioning() {
		return this.request.getPartitioningSettings().hasAutoPartitioningSettings();
	}

	AutoPartitioningSettings autoPartitioning() {
		return keepsAutoPartitioning() ? this.request.getPartitioningSettings().getAutoPartitioningSettings()
				: AUTO_PARTITIONING_PLAIN;
	}

	/**
	 * The consumers in the order of their creation.
	 * @return their settings
	 */
	public List<Consumer> consumers() {
		return this.request.getConsumersList();
	}

	/**
	 * Attributes that were set.
	 * @return by name
	 */
	public Map<String, String> attributes() {
		return this.request.getAttributesMap();
	}

}
