package io.ydbtopic.client.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A change of one consumer; what is {@code null} stays as it is.
 *
 * @param name the consumer
 * @param important whether messages are kept until it has read them
 * @param readFrom messages written before this instant are not read
 * @param supportedCodecs numbers of all codecs that it can read
 * @param attributes attributes to set; an empty value removes one
 * @param availabilityPeriod how long messages are kept, beyond their retention, for the
 * consumer to read them
 * @param resetAvailabilityPeriod whether the availability period is removed
 */
public record ConsumerChange(String name, @Nullable Boolean important, @Nullable Instant readFrom,
		@Nullable List<Integer> supportedCodecs, Map<String, String> attributes, @Nullable Duration availabilityPeriod,
		boolean resetAvailabilityPeriod) {

	public ConsumerChange {
		AdminChecks.name("consumer", name);
		supportedCodecs = (supportedCodecs != null) ? List.copyOf(supportedCodecs) : null;
		attributes = Map.copyOf(attributes);
		if (availabilityPeriod != null) {
			AdminChecks.duration("availabilityPeriod", availabilityPeriod, Duration.ofSeconds(1));
			AdminChecks.notBoth("availabilityPeriod", availabilityPeriod, resetAvailabilityPeriod);
		}
	}

	/**
	 * A change of nothing yet.
	 */
	public static ConsumerChange of(String name) {
		return new ConsumerChange(name, null, null, null, Map.of(), null, false);
	}

	/**
	 * The same change, and whether the consumer is important.
	 */
	public ConsumerChange withImportant(boolean value) {
		return new ConsumerChange(this.name, value, this.readFrom, this.supportedCodecs, this.attributes,
				this.availabilityPeriod, this.resetAvailabilityPeriod);
	}

	/**
	 * The same change, and from when on the consumer reads.
	 */
	public ConsumerChange withReadFrom(Instant value) {
		return new ConsumerChange(this.name, this.important, value, this.supportedCodecs, this.attributes,
				this.availabilityPeriod, this.resetAvailabilityPeriod);
	}

	/**
	 * The same change, and which codecs the consumer can read.
	 */
	public ConsumerChange withSupportedCodecs(List<Integer> value) {
		return new ConsumerChange(this.name, this.important, this.readFrom, value, this.attributes,
				this.availabilityPeriod, this.resetAvailabilityPeriod);
	}

	/**
	 * The same change, and these attributes.
	 */
	public ConsumerChange withAttributes(Map<String, String> value) {
		return new ConsumerChange(this.name, this.important, this.readFrom, this.supportedCodecs, value,
				this.availabilityPeriod, this.resetAvailabilityPeriod);
	}

	/**
	 * The same change, and the availability period, at least a second.
	 */
	public ConsumerChange withAvailabilityPeriod(Duration value) {
		return new ConsumerChange(this.name, this.important, this.readFrom, this.supportedCodecs, this.attributes,
				value, false);
	}

	/**
	 * The same change, and no availability period any more.
	 */
	public ConsumerChange withoutAvailabilityPeriod() {
		return new ConsumerChange(this.name, this.important, this.readFrom, this.supportedCodecs, this.attributes, null,
				true);
	}

}
