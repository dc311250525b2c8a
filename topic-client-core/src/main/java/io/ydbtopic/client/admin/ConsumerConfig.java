package io.ydbtopic.client.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A consumer of a topic: a name under which offsets are committed.
 *
 * @param name not blank
 * @param important whether messages are kept, beyond their retention, until this consumer
 * has read them
 * @param readFrom messages written before this instant are not read; {@code null} for all
 * @param supportedCodecs numbers of the codecs that it can read; empty for all
 * @param attributes attributes that the server knows
 * @param availabilityPeriod how long messages are kept, beyond their retention, for this
 * consumer to read them; {@code null} for no longer than retention. Not for an important
 * consumer, for which they are kept without a limit
 */
public record ConsumerConfig(String name, boolean important, @Nullable Instant readFrom, List<Integer> supportedCodecs,
		Map<String, String> attributes, @Nullable Duration availabilityPeriod) {

	public ConsumerConfig {
		AdminChecks.name("consumer", name);
		supportedCodecs = List.copyOf(supportedCodecs);
		attributes = Map.copyOf(attributes);
		if (availabilityPeriod != null) {
			AdminChecks.duration("availabilityPeriod", availabilityPeriod, Duration.ofSeconds(1));
		}
	}

	/**
	 * A consumer without an availability period.
	 */
	public ConsumerConfig(String name, boolean important, @Nullable Instant readFrom, List<Integer> supportedCodecs,
			Map<String, String> attributes) {
		this(name, important, readFrom, supportedCodecs, attributes, null);
	}

	/**
	 * A consumer with default settings.
	 */
	public static ConsumerConfig of(String name) {
		return new ConsumerConfig(name, false, null, List.of(), Map.of());
	}

	/**
	 * The same consumer, important or not.
	 */
	public ConsumerConfig withImportant(boolean value) {
		return new ConsumerConfig(this.name, value, this.readFrom, this.supportedCodecs, this.attributes,
				this.availabilityPeriod);
	}

	/**
	 * The same consumer, reading from an instant on.
	 */
	public ConsumerConfig withReadFrom(@Nullable Instant value) {
		return new ConsumerConfig(this.name, this.important, value, this.supportedCodecs, this.attributes,
				this.availabilityPeriod);
	}

	/**
	 * The same consumer with other codecs.
	 */
	public ConsumerConfig withSupportedCodecs(List<Integer> value) {
		return new ConsumerConfig(this.name, this.important, this.readFrom, value, this.attributes,
				this.availabilityPeriod);
	}

	/**
	 * The same consumer with other attributes.
	 */
	public ConsumerConfig withAttributes(Map<String, String> value) {
		return new ConsumerConfig(this.name, this.important, this.readFrom, this.supportedCodecs, value,
				this.availabilityPeriod);
	}

	/**
	 * The same consumer with another availability period, at least a second.
	 * @param value {@code null} for none
	 */
	public ConsumerConfig withAvailabilityPeriod(@Nullable Duration value) {
		return new ConsumerConfig(this.name, this.important, this.readFrom, this.supportedCodecs, this.attributes,
				value);
	}

}
