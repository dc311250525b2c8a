package io.ydbtopic.spring.autoconfigure;

import java.util.List;

import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.spring.core.WriterDefinition;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * What is configured for writers and readers: what is common to all, and what is said for
 * one name over it. Thread-safe.
 */
final class StreamSettings {

	private static final String WRITER = TopicProperties.PREFIX + ".writer";

	private static final String READER = TopicProperties.PREFIX + ".reader";

	/** What makes no sense for all at once. */
	private static final List<String> OF_ONE_WRITER = List.of("topic", "producer-id", "partition", "client");

	private final SettingLayers writers;

	private final SettingLayers readers;

	private final @Nullable String applicationName;

	StreamSettings(Environment environment) {
		this.applicationName = environment.getProperty("spring.application.name");
		this.writers = SettingLayers.common(environment, WRITER);
		this.readers = SettingLayers.common(environment, READER);
	}

	/** Refuses settings of all that can only be those of one. */
	void check() {
		for (String key : OF_ONE_WRITER) {
			refuse(this.writers, WRITER, key);
		}
		refuse(this.readers, READER, "topics");
		refuse(this.readers, READER, "partitions");
		refuse(this.readers, READER, "client");
	}

	private static void refuse(SettingLayers layers, String common, String key) {
		String origin = layers.origin(key);
		if (origin != null) {
			throw new InvalidTopicPropertyException(common + "." + key, "set for all at once (" + origin
					+ "), but it is that of one (expected: '" + common + "s.<name>." + key + "')", null);
		}
	}

	/** The writer of a name. */
	WriterDefinition writer(String name) {
		SettingLayers layers = this.writers.with(WRITER + "s", name);
		return TopicPropertiesMapper.writer(layers.values(), name, layers.bind(new WriterProperties()),
				this.applicationName);
	}

	/** The template's writer for a topic. */
	WriterDefinition template(String topic) {
		WriterProperties properties = this.writers.bind(new WriterProperties());
		properties.setTopic(topic);
		return TopicPropertiesMapper.writer(this.writers.values(), "template-" + topic, properties,
				this.applicationName);
	}

	/** The reader of a name. */
	ReaderSettings reader(String name) {
		SettingLayers layers = reader().with(READER + "s", name);
		ReaderProperties properties = layers.bind(new ReaderProperties());
		return TopicPropertiesMapper.reader(layers.values(), name, properties, properties.getTopics(),
				properties.getConsumer());
	}

	/** The cluster of a writer or reader; {@code null} for the application's own. */
	@Nullable String client(String name, boolean writer) {
		if (writer) {
			return this.writers.with(WRITER + "s", name).bind(new WriterProperties()).getClient();
		}
		return reader().with(READER + "s", name).bind(new ReaderProperties()).getClient();
	}

	/** What is common to all readers. */
	SettingLayers reader() {
		return this.readers;
	}

}
