package io.ydbtopic.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import io.ydbtopic.client.admin.MeteringMode;
import io.ydbtopic.client.admin.ScalingStrategy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * Settings of a topic, the same for {@code create} and {@code alter}; unset means
 * untouched.
 */
final class TopicOptions {

	@Option(names = "--partitions", paramLabel = "<count>", description = "least number of active partitions")
	@Nullable Long partitions;

	@Option(names = "--max-partitions", paramLabel = "<count>", description = "most active partitions, with --scale up")
	@Nullable Long maxPartitions;

	@Option(names = "--scale", paramLabel = "<strategy>", converter = StrategyConverter.class,
			description = "whether partitions are split by load: off, up, up-and-down, paused")
	@Nullable ScalingStrategy strategy;

	@Option(names = "--scale-window", paramLabel = "<duration>", converter = DurationConverter.class,
			description = "how long the load must last")
	@Nullable Duration window;

	@Option(names = "--scale-up-percent", paramLabel = "<percent>",
			description = "load above which a partition is split")
	@Nullable Integer upPercent;

	@Option(names = "--scale-down-percent", paramLabel = "<percent>",
			description = "load below which partitions may be merged")
	@Nullable Integer downPercent;

	@Option(names = "--retention", paramLabel = "<duration>", converter = DurationConverter.class,
			description = "how long messages are kept, such as 36h")
	@Nullable Duration retention;

	@Option(names = "--retention-mb", paramLabel = "<megabytes>", description = "most megabytes that are kept")
	@Nullable Long retentionMb;

	@Option(names = "--codecs", paramLabel = "<codec>", split = ",", converter = CodecNumberConverter.class,
			description = "codecs that writers may use: raw, gzip, lzop, zstd or numbers")
	List<Integer> codecs = new ArrayList<>();

	@Option(names = "--write-speed", paramLabel = "<bytes>", description = "most bytes a second into one partition")
	@Nullable Long writeSpeed;

	@Option(names = "--write-burst", paramLabel = "<bytes>", description = "bytes that may come at once")
	@Nullable Long writeBurst;

	@Option(names = "--attribute", paramLabel = "<name=value>", description = "attribute that the server knows")
	Map<String, String> attributes = new LinkedHashMap<>();

	@Option(names = "--metering", paramLabel = "<mode>", converter = MeteringConverter.class,
			description = "what a topic of a serverless database is charged by: reserved-capacity or request-units")
	@Nullable MeteringMode metering;

	@Option(names = "--metrics-level", paramLabel = "<level>", converter = MetricsLevelConverter.class,
			description = "how detailed the server's metrics are; default for those of the database")
	@Nullable OrNone<Integer> metricsLevel;

	@Option(names = "--deduplicate-content", paramLabel = "<true|false>", arity = "1",
			description = "whether the server drops messages whose content it has stored already")
	@Nullable Boolean deduplicateContent;

	/** Sets what was given. */
	static <V> void set(@Nullable V value, Consumer<V> setter) {
		if (value != null) {
			setter.accept(value);
		}
	}

	/** Strategies as people write them. */
	static final class StrategyConverter implements picocli.CommandLine.ITypeConverter<ScalingStrategy> {

		@Override
		public ScalingStrategy convert(String value) {
			return switch (value.toLowerCase(Locale.ROOT)) {
				case "off" -> ScalingStrategy.DISABLED;
				case "up" -> ScalingStrategy.SCALE_UP;
				case "up-and-down" -> ScalingStrategy.SCALE_UP_AND_DOWN;
				case "paused" -> ScalingStrategy.PAUSED;
				default -> throw new TypeConversionException(
						"'" + value + "' is not a strategy (expected: off, up, up-and-down or paused)");
			};
		}

	}

	/** Metering modes as people write them. */
	static final class MeteringConverter implements picocli.CommandLine.ITypeConverter<MeteringMode> {

		@Override
		public MeteringMode convert(String value) {
			return switch (value.toLowerCase(Locale.ROOT)) {
				case "reserved-capacity" -> MeteringMode.RESERVED_CAPACITY;
				case "request-units" -> MeteringMode.REQUEST_UNITS;
				default -> throw new TypeConversionException(
						"'" + value + "' is not a metering mode (expected: reserved-capacity or request-units)");
			};
		}

	}

	/** A number, or none for the default. */
	static final class MetricsLevelConverter implements picocli.CommandLine.ITypeConverter<OrNone<Integer>> {

		@Override
		public OrNone<Integer> convert(String value) {
			if (value.equals("default")) {
				return new OrNone<>(null);
			}
			if (!value.matches("\\d{1,9}")) {
				throw new TypeConversionException(
						"'" + value + "' is not a metrics level (expected: a number, or default)");
			}
			return new OrNone<>(Integer.valueOf(value));
		}

	}

	/** Codecs by name or number. */
	static final class CodecNumberConverter implements picocli.CommandLine.ITypeConverter<Integer> {

		@Override
		public Integer convert(String value) {
			Integer known = CodecNames.number(value);
			if (known == null) {
				throw new TypeConversionException(
						"'" + value + "' is not a codec (expected: raw, gzip, lzop, zstd or a number)");
			}
			return known;
		}

	}

}
