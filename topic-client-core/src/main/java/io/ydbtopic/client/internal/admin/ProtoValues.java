package io.ydbtopic.client.internal.admin;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.google.protobuf.Timestamp;
import io.ydbtopic.client.admin.MeteringMode;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.SupportedCodecs;
import org.jspecify.annotations.Nullable;

/**
 * Values that both requests and answers have. Pure; callable from any thread.
 */
final class ProtoValues {

	private static final int NANOS_PER_SECOND = 1_000_000_000;

	private ProtoValues() {
	}

	static com.google.protobuf.Duration duration(Duration value) {
		return com.google.protobuf.Duration.newBuilder()
			.setSeconds(value.getSeconds())
			.setNanos(value.getNano())
			.build();
	}

	/** The duration; zero if it makes no sense. */
	static Duration durationOrZero(com.google.protobuf.Duration value) {
		if (value.getSeconds() < 0 || value.getSeconds() >= Integer.MAX_VALUE || value.getNanos() < 0
				|| value.getNanos() >= NANOS_PER_SECOND) {
			return Duration.ZERO;
		}
		return Duration.ofSeconds(value.getSeconds(), value.getNanos());
	}

	static Timestamp timestamp(Instant value) {
		return Timestamp.newBuilder().setSeconds(value.getEpochSecond()).setNanos(value.getNano()).build();
	}

	/** The instant; null for the epoch, which servers report for "never". */
	static @Nullable Instant instant(Timestamp value) {
		if (value.getSeconds() == 0 && value.getNanos() == 0) {
			return null;
		}
		try {
			return Instant.ofEpochSecond(value.getSeconds(), value.getNanos());
		}
		catch (DateTimeException | ArithmeticException ex) {
			// Out of the calendar: as good as unknown, and no reason to fail a
			// description.
			return null;
		}
	}

	static SupportedCodecs codecs(List<Integer> numbers) {
		return SupportedCodecs.newBuilder().addAllCodecs(numbers).build();
	}

	static io.ydbtopic.proto.topic.MeteringMode metering(MeteringMode mode) {
		return switch (mode) {
			case RESERVED_CAPACITY -> io.ydbtopic.proto.topic.MeteringMode.METERING_MODE_RESERVED_CAPACITY;
			case REQUEST_UNITS -> io.ydbtopic.proto.topic.MeteringMode.METERING_MODE_REQUEST_UNITS;
		};
	}

	/** Null if the database is not serverless, or the mode is not known here. */
	static @Nullable MeteringMode metering(io.ydbtopic.proto.topic.MeteringMode mode) {
		return switch (mode) {
			case METERING_MODE_RESERVED_CAPACITY -> MeteringMode.RESERVED_CAPACITY;
			case METERING_MODE_REQUEST_UNITS -> MeteringMode.REQUEST_UNITS;
			default -> null;
		};
	}

	static AutoPartitioningStrategy strategy(ScalingStrategy strategy) {
		return switch (strategy) {
			case DISABLED -> AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_DISABLED;
			case SCALE_UP -> AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP;
			case SCALE_UP_AND_DOWN -> AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP_AND_DOWN;
			case PAUSED -> AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_PAUSED;
		};
	}

	static ScalingStrategy strategy(AutoPartitioningStrategy strategy) {
		return switch (strategy) {
			case AUTO_PARTITIONING_STRATEGY_SCALE_UP -> ScalingStrategy.SCALE_UP;
			case AUTO_PARTITIONING_STRATEGY_SCALE_UP_AND_DOWN -> ScalingStrategy.SCALE_UP_AND_DOWN;
			case AUTO_PARTITIONING_STRATEGY_PAUSED -> ScalingStrategy.PAUSED;
			default -> ScalingStrategy.DISABLED;
		};
	}

}
