package io.ydbtopic.spring.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Property files: values of {@code ydb.topic} become settings, or an error that names the
 * property. Lives in the package of the mapper.
 */
public final class PropertiesTarget {

	private static final int LINES_MAX = 24;

	private static final List<String> KEYS = keys();

	private PropertiesTarget() {
	}

	private static List<String> keys() {
		List<String> keys = new ArrayList<>(OwnKeys.of(TopicProperties.class));
		OwnKeys.of(WriterProperties.class).forEach((key) -> keys.add("writers.a." + key));
		OwnKeys.of(ReaderProperties.class).forEach((key) -> keys.add("readers.a." + key));
		OwnKeys.of(ListenerProperties.class).forEach((key) -> keys.add("listeners.a." + key));
		OwnKeys.of(ClientProperties.class).forEach((key) -> keys.add("clients.a." + key));
		return keys;
	}

	public static void fuzzerTestOneInput(byte[] data) {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (String line : new String(data, StandardCharsets.UTF_8).split("\n", LINES_MAX)) {
			int equals = line.indexOf('=');
			String key = (equals < 0) ? line : line.substring(0, equals);
			String value = (equals < 0) ? "" : line.substring(equals + 1);
			properties.put("ydb.topic." + known(key), value);
		}
		TopicProperties bound;
		try {
			bound = new Binder(new MapConfigurationPropertySource(properties)).bind("ydb.topic", TopicProperties.class)
				.orElseGet(TopicProperties::new);
		}
		catch (BindException ex) {
			return;
		}
		PropertiesTopicConnectionDetails details = new PropertiesTopicConnectionDetails(bound, "ydb.topic", null);
		tried(() -> TopicPropertiesMapper.client(new KeyedValues("ydb.topic"), bound, details, "fuzz"));
		bound.getWriters()
			.forEach((name, writer) -> tried(() -> TopicPropertiesMapper
				.writer(new KeyedValues("ydb.topic.writers." + name), name, writer, "fuzz")));
		bound.getReaders()
			.forEach((name, reader) -> tried(() -> TopicPropertiesMapper
				.reader(new KeyedValues("ydb.topic.readers." + name), name, reader, List.of("orders"), "billing")));
	}

	/** A number chooses a key that there is; all else is a key as it is. */
	private static String known(String key) {
		if (key.length() == 1) {
			return KEYS.get(key.charAt(0) % KEYS.size());
		}
		return key;
	}

	private static void tried(Runnable made) {
		try {
			made.run();
		}
		catch (InvalidTopicPropertyException ex) {
			if (!String.valueOf(ex.getMessage()).contains("ydb.topic")) {
				throw new AssertionError("names no property: " + ex.getMessage(), ex);
			}
		}
	}

}
