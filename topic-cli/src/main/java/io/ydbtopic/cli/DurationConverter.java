package io.ydbtopic.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Durations as people write them: {@code 500ms}, {@code 10s}, {@code 36h}, {@code 7d}.
 */
final class DurationConverter implements ITypeConverter<Duration> {

	private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

	@Override
	public Duration convert(String value) {
		Matcher parts = FORM.matcher(value);
		if (!parts.matches()) {
			throw new TypeConversionException(
					"'" + value + "' is not a duration (expected: a number with ms, s, m, h or d, such as 10s)");
		}
		ChronoUnit unit = switch (parts.group(2)) {
			case "ms" -> ChronoUnit.MILLIS;
			case "s" -> ChronoUnit.SECONDS;
			case "m" -> ChronoUnit.MINUTES;
			case "h" -> ChronoUnit.HOURS;
			default -> ChronoUnit.DAYS;
		};
		return Duration.of(Long.parseLong(parts.group(1)), unit);
	}

}
