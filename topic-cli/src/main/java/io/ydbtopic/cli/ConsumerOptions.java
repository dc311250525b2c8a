package io.ydbtopic.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.ydbtopic.client.admin.ConsumerChange;
import io.ydbtopic.client.admin.ConsumerConfig;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Settings of consumers by name, the same for {@code create} and {@code alter}. */
final class ConsumerOptions {

	@Option(names = "--important", paramLabel = "<consumer=true|false>",
			description = "whether messages are kept until this consumer has read them")
	private Map<String, Boolean> important = new LinkedHashMap<>();

	@Option(names = "--availability", paramLabel = "<consumer=duration>",
			converter = { NameConverter.class, AvailabilityConverter.class },
			description = "how long messages are kept for this consumer beyond their retention; none for no longer")
	private Map<String, OrNone<Duration>> availability = new LinkedHashMap<>();

	@Option(names = "--read-from", paramLabel = "<consumer=time>",
			converter = { NameConverter.class, TimeConverter.class },
			description = "this consumer does not read what was written before, such as 2026-05-01T10:00:00Z")
	private Map<String, Instant> readFrom = new LinkedHashMap<>();

	/** A new consumer. */
	ConsumerConfig config(String name) {
		OrNone<Duration> period = this.availability.get(name);
		return ConsumerConfig.of(name)
			.withImportant(this.important.getOrDefault(name, false))
			.withReadFrom(this.readFrom.get(name))
			.withAvailabilityPeriod((period != null) ? period.value() : null);
	}

	/** Changes of all consumers that are named, but for those that are new. */
	List<ConsumerChange> changes(List<String> added) {
		List<ConsumerChange> changes = new ArrayList<>();
		for (String name : names()) {
			if (!added.contains(name)) {
				changes.add(change(name));
			}
		}
		return changes;
	}

	private ConsumerChange change(String name) {
		ConsumerChange change = ConsumerChange.of(name);
		Boolean keep = this.important.get(name);
		if (keep != null) {
			change = change.withImportant(keep);
		}
		Instant from = this.readFrom.get(name);
		if (from != null) {
			change = change.withReadFrom(from);
		}
		OrNone<Duration> period = this.availability.get(name);
		if (period != null) {
			Duration length = period.value();
			change = (length != null) ? change.withAvailabilityPeriod(length) : change.withoutAvailabilityPeriod();
		}
		return change;
	}

	/** Consumers that have settings here. */
	Set<String> names() {
		Set<String> names = new LinkedHashSet<>(this.important.keySet());
		names.addAll(this.availability.keySet());
		names.addAll(this.readFrom.keySet());
		return names;
	}

	/** Names as they are. */
	static final class NameConverter implements ITypeConverter<String> {

		@Override
		public String convert(String value) {
			return value;
		}

	}

	/** Durations, or none. */
	static final class AvailabilityConverter implements ITypeConverter<OrNone<Duration>> {

		@Override
		public OrNone<Duration> convert(String value) {
			return new OrNone<>(value.equals("none") ? null : new DurationConverter().convert(value));
		}

	}

	/** Times of the calendar. */
	static final class TimeConverter implements ITypeConverter<Instant> {

		@Override
		public Instant convert(String value) {
			try {
				return Instant.parse(value);
			}
			catch (DateTimeParseException ex) {
				throw new TypeConversionException(
						"'" + value + "' is not a time (expected: one such as 2026-05-01T10:00:00Z)");
			}
		}

	}

}
