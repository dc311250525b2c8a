package io.ydbtopic.spring.annotation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.listener.AckMode;
import io.ydbtopic.spring.listener.Ordering;
import io.ydbtopic.spring.support.DeclaredText;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.StringUtils;

/**
 * Reads an annotation: placeholders first, then expressions, then the types. Its errors
 * name the method and the attribute. For the thread that starts the application.
 */
final class ListenerAttributesResolver {

	private final DeclaredText text;

	/** Reads annotations of a bean. */
	ListenerAttributesResolver(@Nullable BeanFactory beanFactory, Object bean) {
		this.text = new DeclaredText(beanFactory, bean);
	}

	/** What the annotation says, with the given id where it says none. */
	ListenerAttributes resolve(TopicListener annotation, String defaultId, String origin) {
		String id = text(annotation.id(), origin, "id");
		return new ListenerAttributes((id != null) ? id : defaultId, origin, topics(annotation, origin),
				text(annotation.consumer(), origin, "consumer"), text(annotation.reader(), origin, "reader"),
				number(annotation.concurrency(), origin, "concurrency"),
				bool(annotation.autoStartup(), origin, "autoStartup"), ackMode(annotation.ackMode(), origin),
				text(annotation.errorHandler(), origin, "errorHandler"), text(annotation.filter(), origin, "filter"),
				text(annotation.dedupe(), origin, "dedupe"), ordering(annotation.ordering(), origin),
				properties(annotation, origin), annotation.info());
	}

	/** Whether the annotation decides about batches; {@code null} if it does not. */
	@Nullable Boolean batch(TopicListener annotation, String origin) {
		return bool(annotation.batch(), origin, "batch");
	}

	/** The container factory's name; {@code null} for the default one. */
	@Nullable String containerFactory(TopicListener annotation, String origin) {
		return text(annotation.containerFactory(), origin, "containerFactory");
	}

	private List<String> topics(TopicListener annotation, String origin) {
		try {
			return this.text.list(annotation.topics());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(origin, "topics is " + ex.getMessage(),
					"Correct the attribute 'topics' of @TopicListener.", ex);
		}
	}

	private Map<String, String> properties(TopicListener annotation, String origin) {
		Map<String, String> properties = new LinkedHashMap<>();
		String client = text(annotation.client(), origin, "client");
		if (client != null) {
			properties.put(ListenerAttributes.CLIENT, client);
		}
		put(properties, "group", text(annotation.group(), origin, "group"));
		put(properties, "read-from", text(annotation.readFrom(), origin, "readFrom"));
		put(properties, "max-lag", text(annotation.maxLag(), origin, "maxLag"));
		List<String> partitions = new ArrayList<>();
		for (String one : annotation.partitions()) {
			String value = text(one, origin, "partitions");
			if (value != null) {
				partitions.add(value);
			}
		}
		put(properties, "partitions", partitions.isEmpty() ? null : String.join(",", partitions));
		for (String one : annotation.properties()) {
			String value = text(one, origin, "properties");
			if (value == null) {
				continue;
			}
			int equals = value.indexOf('=');
			if (equals < 1) {
				throw wrong(origin, "properties", value, "key=value");
			}
			properties.put(value.substring(0, equals).strip(), value.substring(equals + 1).strip());
		}
		return properties;
	}

	private static void put(Map<String, String> properties, String key, @Nullable String value) {
		if (value != null) {
			properties.put(key, value);
		}
	}

	private @Nullable AckMode ackMode(String declared, String origin) {
		String value = text(declared, origin, "ackMode");
		if (value == null) {
			return null;
		}
		for (AckMode mode : AckMode.values()) {
			if (mode.name().equals(value.toUpperCase(Locale.ROOT))) {
				return mode;
			}
		}
		throw wrong(origin, "ackMode", value, "record, batch, manual or transaction");
	}

	private @Nullable Ordering ordering(String declared, String origin) {
		String value = text(declared, origin, "ordering");
		try {
			return (value != null) ? Ordering.of(value) : null;
		}
		catch (IllegalArgumentException ex) {
			throw wrong(origin, "ordering", String.valueOf(value),
					"partition, producer, none, or key: and the key of a metadata item");
		}
	}

	private @Nullable Integer number(String declared, String origin, String attribute) {
		String value = text(declared, origin, attribute);
		if (value == null) {
			return null;
		}
		try {
			return Integer.valueOf(value);
		}
		catch (NumberFormatException ex) {
			throw wrong(origin, attribute, value, "a whole number");
		}
	}

	private @Nullable Boolean bool(String declared, String origin, String attribute) {
		String value = text(declared, origin, attribute);
		if (value == null) {
			return null;
		}
		return switch (value.toLowerCase(Locale.ROOT)) {
			case "true" -> true;
			case "false" -> false;
			default -> throw wrong(origin, attribute, value, "true or false");
		};
	}

	private @Nullable String text(String declared, String origin, String attribute) {
		Object value = this.text.evaluate(declared);
		if (value == null || (value instanceof String blank && !StringUtils.hasText(blank))) {
			return null;
		}
		if (value instanceof String || value instanceof Number || value instanceof Boolean || value instanceof Enum) {
			return value.toString().strip();
		}
		throw wrong(origin, attribute, value, "text");
	}

	private static InvalidListenerException wrong(String origin, String attribute, Object value, String expected) {
		return new InvalidListenerException(origin, attribute + " is '" + value + "' (expected: " + expected + ")",
				"Correct the attribute '" + attribute + "' of @TopicListener.");
	}

}
