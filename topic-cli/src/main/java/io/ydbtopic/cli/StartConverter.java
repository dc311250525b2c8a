package io.ydbtopic.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to begin: {@code start}, {@code end}, an offset, a time such as
 * {@code 2026-05-01T10:00:00Z}, or so long ago such as {@code -10m}.
 */
final class StartConverter implements ITypeConverter<StartConverter.Start> {

	@Override
	public Start convert(String value) {
		if (value.equals("start")) {
			return new Start(0L, null, false);
		}
		if (value.equals("end")) {
			return new Start(null, null, true);
		}
		if (value.matches("\\d{1,18}")) {
			return new Start(Long.valueOf(value), null, false);
		}
		if (value.startsWith("-")) {
			return new Start(null, Instant.now().minus(new DurationConverter().convert(value.substring(1))), false);
		}
		try {
			return new Start(null, Instant.parse(value), false);
		}
		catch (DateTimeParseException ex) {
			throw new TypeConversionException("'" + value + "' is not a place to start (expected: start, end, an "
					+ "offset, a time such as 2026-05-01T10:00:00Z, or so long ago such as -10m)");
		}
	}

	/**
	 * A place to start; at most one of these is set.
	 *
	 * @param offset first offset of each partition
	 * @param time least time at which the server stored a message
	 * @param atEnd whether only messages count that come later
	 */
	record Start(@Nullable Long offset, @Nullable Instant time, boolean atEnd) {
	}

}
