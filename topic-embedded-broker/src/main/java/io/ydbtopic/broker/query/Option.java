package io.ydbtopic.broker.query;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

import com.google.protobuf.Timestamp;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.MeteringMode;
import io.ydbtopic.proto.topic.SupportedCodecs;

/**
 * One option of a statement, such as {@code retention_period = Interval('PT1H')}; a value
 * of another kind than asked for is refused with its position. Immutable.
 *
 * @param name what is set
 * @param function what the value is wrapped in, in lower case; empty for nothing
 * @param value what it is set to
 */
record Option(Token name, String function, Token value) {

	/** Digits that fit into a long for sure. */
	private static final int DIGITS_MAX = 18;

	private static final Map<String, Integer> CODECS = Map.of("raw", 1, "gzip", 2, "lzop", 3, "zstd", 4);

	long number() {
		if (!this.function.isEmpty() || this.value.kind() != Token.Kind.NUMBER
				|| this.value.text().length() > DIGITS_MAX) {
			throw unexpected("a whole number of at most " + DIGITS_MAX + " digits");
		}
		return Long.parseLong(this.value.text());
	}

	int percent() {
		long number = number();
		if (number > Integer.MAX_VALUE) {
			throw unexpected("a percentage");
		}
		return (int) number;
	}

	boolean flag() {
		if (this.function.isEmpty() && this.value.isWord("true")) {
			return true;
		}
		if (this.function.isEmpty() && this.value.isWord("false")) {
			return false;
		}
		throw unexpected("true or false");
	}

	private String text(String expected) {
		if (!this.function.isEmpty() || this.value.kind() != Token.Kind.TEXT) {
			throw unexpected(expected);
		}
		return this.value.text();
	}

	com.google.protobuf.Duration duration() {
		String expected = "an interval such as Interval('PT12H')";
		if (!this.function.equals("interval") || this.value.kind() != Token.Kind.TEXT) {
			throw unexpected(expected);
		}
		try {
			Duration duration = Duration.parse(this.value.text());
			return com.google.protobuf.Duration.newBuilder()
				.setSeconds(duration.getSeconds())
				.setNanos(duration.getNano())
				.build();
		}
		catch (DateTimeException ex) {
			throw unexpected(expected);
		}
	}

	Timestamp time() {
		if (this.value.kind() == Token.Kind.NUMBER) {
			return Timestamp.newBuilder().setSeconds(number()).build();
		}
		String expected = "a time such as Timestamp('2026-01-31T12:00:00Z')";
		if (!(this.function.equals("timestamp") || this.function.equals("datetime"))
				|| this.value.kind() != Token.Kind.TEXT) {
			throw unexpected(expected);
		}
		try {
			Instant instant = Instant.parse(this.value.text());
			return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
		}
		catch (DateTimeException ex) {
			throw unexpected(expected);
		}
	}

	SupportedCodecs codecs() {
		String expected = "a list of raw, gzip, lzop and zstd, such as 'raw, gzip'";
		SupportedCodecs.Builder codecs = SupportedCodecs.newBuilder();
		for (String each : text(expected).split(",", -1)) {
			Integer codec = CODECS.get(each.strip().toLowerCase(Locale.ROOT));
			if (codec == null) {
				throw unexpected(expected);
			}
			codecs.addCodecs(codec);
		}
		return codecs.build();
	}

	AutoPartitioningStrategy strategy() {
		String expected = "'disabled', 'scale_up', 'scale_up_and_down' or 'paused'";
		return switch (text(expected).toLowerCase(Locale.ROOT)) {
			case "disabled" -> AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_DISABLED;
			case "scale_up", "up" -> AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP;
			case "scale_up_and_down", "up_and_down" ->
				AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP_AND_DOWN;
			case "paused" -> AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_PAUSED;
			default -> throw unexpected(expected);
		};
	}

	MeteringMode metering() {
		String expected = "'reserved_capacity' or 'request_units'";
		return switch (text(expected).toLowerCase(Locale.ROOT)) {
			case "reserved_capacity" -> MeteringMode.METERING_MODE_RESERVED_CAPACITY;
			case "request_units" -> MeteringMode.METERING_MODE_REQUEST_UNITS;
			default -> throw unexpected(expected);
		};
	}

	private RejectedException unexpected(String expected) {
		return RejectedException.syntax(this.value.row(), this.value.column(),
				"Option " + this.name.lowerCase() + " is set to "
						+ (this.function.isEmpty() ? "" : this.function + " of ") + this.value + " (expected "
						+ expected + ")");
	}

	RejectedException unknown(String known) {
		return RejectedException.syntax(this.name.row(), this.name.column(),
				"Option " + this.name + " is not known here (expected " + known + ")");
	}

}
