package io.ydbtopic.client.admin;

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
 */
public record ConsumerChange(String name, @Nullable Boolean important, @Nullable Instant readFrom,
		@Nullable List<Integer> supportedCodecs, Map<String, String> attributes) {

	public ConsumerChange {
		AdminChecks.name("consumer", name);
		supportedCodecs = (supportedCodecs != null) ? List.copyOf(supportedCodecs) : null;
		attributes = Map.copyOf(attributes);
	}

	/**
	 * A change of nothing yet.
	 */
	public static ConsumerChange of(String name) {
		return new ConsumerChange(name, null, null, null, Map.of());
	}

	/**
	 * The same change, and whether the consumer is important.
	 */
	public ConsumerChange withImportant(boolean value) {
		return new ConsumerChange(this.name, value, this.readFrom, this.supportedCodecs, this.attributes);
	}

	/**
	 * The same change, and from when on the consumer reads.
	 */
	public ConsumerChange withReadFrom(Instant value) {
		return new ConsumerChange(this.name, this.important, value, this.supportedCodecs, this.attributes);
	}

	/**
	 * The same change, and which codecs the consumer can read.
	 */
	public ConsumerChange withSupportedCodecs(List<Integer> value) {
		return new ConsumerChange(this.name, this.important, this.readFrom, value, this.attributes);
	}

	/**
	 * The same change, and these attributes.
	 */
	public ConsumerChange withAttributes(Map<String, String> value) {
		return new ConsumerChange(this.name, this.important, this.readFrom, this.supportedCodecs, value);
	}

}
