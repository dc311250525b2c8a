package io.ydbtopic.spring.support;

import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.StringUtils;

/**
 * The attributes of a CloudEvent 1.0 in binary mode: metadata items whose key is
 * {@code ce_} and the name, beside a payload that is the event's data. Its
 * {@code datacontenttype} is the item {@code content-type}. Immutable.
 *
 * @param id what tells the event from others of its source
 * @param source where it happened, a URI reference
 * @param type what happened
 * @param subject what it happened to; {@code null} if that is not said
 * @param time when it happened; {@code null} if that is not said
 * @param dataSchema the schema of the data, a URI; {@code null} if that is not said
 * @param extensions other attributes, by names of small letters and digits
 */
public record CloudEventAttributes(String id, String source, String type, @Nullable String subject,
		@Nullable Instant time, @Nullable String dataSchema, Map<String, String> extensions) {

	/** Prefix of the keys. */
	public static final String PREFIX = "ce_";

	/** The version that is written. */
	public static final String VERSION = "1.0";

	private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,20}");

	private static final List<String> KNOWN = List.of("id", "source", "specversion", "type", "subject", "time",
			"dataschema");

	/**
	 * Checks the attributes.
	 * @throws IllegalArgumentException if one is missing or has no valid form
	 */
	public CloudEventAttributes {
		require("id", id);
		require("source", source);
		require("type", type);
		uri("source", source);
		if (dataSchema != null) {
			uri("dataSchema", dataSchema);
		}
		extensions.keySet().forEach((name) -> {
			if (!NAME.matcher(name).matches() || KNOWN.contains(name)) {
				throw new IllegalArgumentException("extensions: '" + name
						+ "' (expected: a name of small letters and digits that is no attribute of CloudEvents)");
			}
		});
		extensions = Map.copyOf(extensions);
	}

	/**
	 * The attributes that every event has.
	 */
	public static CloudEventAttributes of(String id, String source, String type) {
		return new CloudEventAttributes(id, source, type, null, null, null, Map.of());
	}

	private static void require(String name, String value) {
		if (!StringUtils.hasText(value)) {
			throw new IllegalArgumentException(name + ": '" + value + "' (expected: not empty)");
		}
	}

	private static void uri(String name, String value) {
		try {
			URI.create(value);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(name + ": '" + value + "' (expected: a URI)", ex);
		}
	}

	/**
	 * These attributes with a subject.
	 */
	public CloudEventAttributes withSubject(@Nullable String other) {
		return new CloudEventAttributes(this.id, this.source, this.type, other, this.time, this.dataSchema,
				this.extensions);
	}

	/**
	 * These attributes with a time.
	 */
	public CloudEventAttributes withTime(@Nullable Instant other) {
		return new CloudEventAttributes(this.id, this.source, this.type, this.subject, other, this.dataSchema,
				this.extensions);
	}

	/**
	 * These attributes with one more of the application's own.
	 */
	public CloudEventAttributes withExtension(String name, String value) {
		Map<String, String> more = new TreeMap<>(this.extensions);
		more.put(name, value);
		return new CloudEventAttributes(this.id, this.source, this.type, this.subject, this.time, this.dataSchema,
				more);
	}

	/**
	 * Whether a message is a CloudEvent in binary mode.
	 */
	public static boolean isIn(ReceivedMessage<?> message) {
		return message.metadata(PREFIX + "specversion") != null;
	}

	/**
	 * The attributes of a message.
	 * @throws MessageConversionException if it is no CloudEvent of version 1, or lacks an
	 * attribute
	 */
	public static CloudEventAttributes from(ReceivedMessage<?> message) {
		Map<String, String> items = new TreeMap<>();
		for (MetadataItem item : message.metadata()) {
			if (item.key().startsWith(PREFIX)) {
				items.put(item.key().substring(PREFIX.length()), item.text());
			}
		}
		String version = items.get("specversion");
		if (version == null || !version.startsWith("1.")) {
			throw new MessageConversionException(
					"the message is no CloudEvent: its item 'ce_specversion' is " + version + " (expected: 1.x)");
		}
		Map<String, String> extensions = new TreeMap<>(items);
		KNOWN.forEach(extensions.keySet()::remove);
		try {
			String time = items.get("time");
			return new CloudEventAttributes(items.getOrDefault("id", ""), items.getOrDefault("source", ""),
					items.getOrDefault("type", ""), items.get("subject"),
					(time != null) ? OffsetDateTime.parse(time).toInstant() : null, items.get("dataschema"),
					extensions);
		}
		catch (IllegalArgumentException | DateTimeParseException ex) {
			throw new MessageConversionException("the message is no valid CloudEvent: " + ex.getMessage(), ex);
		}
	}

	/**
	 * The attributes as metadata.
	 */
	public List<MetadataItem> toMetadata() {
		List<MetadataItem> items = new ArrayList<>();
		add(items, "specversion", VERSION);
		add(items, "id", this.id);
		add(items, "source", this.source);
		add(items, "type", this.type);
		add(items, "subject", this.subject);
		add(items, "time", (this.time != null) ? this.time.toString() : null);
		add(items, "dataschema", this.dataSchema);
		new TreeMap<>(this.extensions).forEach((name, value) -> add(items, name, value));
		return items;
	}

	private static void add(List<MetadataItem> items, String name, @Nullable String value) {
		if (value != null) {
			items.add(MetadataItem.text(PREFIX + name, value));
		}
	}

}
