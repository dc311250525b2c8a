package io.ydbtopic.spring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.spring.core.TemplateSettings;
import io.ydbtopic.spring.support.ByType;
import io.ydbtopic.spring.support.TypeMappings;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Loads the classes that properties name. For the thread that starts the application.
 */
final class MappedTypes {

	private static final String TYPES = TopicProperties.PREFIX + ".type-mappings.";

	private static final String TOPICS = TopicProperties.PREFIX + ".template.topic-mappings.";

	private final TopicProperties properties;

	private final @Nullable ClassLoader loader;

	MappedTypes(TopicProperties properties, @Nullable ClassLoader loader) {
		this.properties = properties;
		this.loader = loader;
	}

	/** What types are called on the wire. */
	TypeMappings names() {
		try {
			return new TypeMappings(classes());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidTopicPropertyException(TopicProperties.PREFIX + ".type-mappings",
					String.valueOf(ex.getMessage()), ex);
		}
	}

	private Map<String, Class<?>> classes() {
		Map<String, Class<?>> classes = new LinkedHashMap<>();
		this.properties.getTypeMappings().forEach((name, type) -> classes.put(name, load(TYPES + name, type)));
		return classes;
	}

	/** Where a template writes when nobody says it. */
	TemplateSettings templates() {
		Map<String, Class<?>> named = classes();
		Map<Class<?>, String> topics = new LinkedHashMap<>();
		this.properties.getTemplate().getTopicMappings().forEach((topic, types) -> {
			for (String type : types.isEmpty() ? List.of("") : types) {
				Class<?> mapped = named.get(type);
				mapped = (mapped != null) ? mapped : load(TOPICS + topic, type);
				String other = topics.putIfAbsent(mapped, topic);
				if (other != null && !other.equals(topic)) {
					throw new InvalidTopicPropertyException(TOPICS + topic,
							type + ", which is also under '" + TOPICS + other + "' (expected: one topic for a type)",
							null);
				}
			}
		});
		String defaultTopic = this.properties.getTemplate().getDefaultTopic();
		return new TemplateSettings(StringUtils.hasText(defaultTopic) ? defaultTopic : null, new ByType<>(topics));
	}

	private Class<?> load(String key, String name) {
		try {
			return ClassUtils.forName(name, this.loader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new InvalidTopicPropertyException(key, "'" + name + "' (expected: the full name of a class, as in"
					+ " com.acme.Order; a class within another has a $ before its own name)", ex);
		}
	}

}
