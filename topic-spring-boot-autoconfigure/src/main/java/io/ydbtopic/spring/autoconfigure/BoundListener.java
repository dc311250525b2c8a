package io.ydbtopic.spring.autoconfigure;

import java.util.Map;
import java.util.TreeMap;

import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.ListenerSetting;
import io.ydbtopic.spring.support.NearestName;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * What is configured for one listener, all layers together.
 *
 * @param attributes what was said where it was declared
 * @param listener how it runs
 * @param listenerLayers where that came from
 * @param reader how it reads
 * @param readerLayers where that came from
 */
record BoundListener(ListenerAttributes attributes, ListenerProperties listener, SettingLayers listenerLayers,
		ReaderProperties reader, SettingLayers readerLayers) {

	private static final String ROOT = TopicProperties.PREFIX;

	/** Reads the configuration of a listener. */
	static BoundListener of(Environment environment, TopicProperties known, ListenerAttributes attributes) {
		SettingLayers listenerLayers = SettingLayers.common(environment, ROOT + ".listener")
			.with(ROOT + ".listeners", attributes.id());
		SettingLayers readerLayers = new StreamSettings(environment).reader();
		String name = attributes.reader();
		if (name != null) {
			if (!known.getReaders().containsKey(name)) {
				throw new InvalidListenerException(attributes.origin(),
						"there is no reader '" + name + "' under ydb.topic.readers",
						NearestName.hint(name, known.getReaders().keySet()));
			}
			readerLayers = readerLayers.with(ROOT + ".readers", name);
		}
		ListenerProperties listener = listenerLayers.bind(new ListenerProperties());
		ReaderProperties reader = readerLayers.bind(new ReaderProperties());
		bindOwn(attributes, listener, reader);
		return new BoundListener(attributes, listener, listenerLayers, reader, readerLayers);
	}

	/** Values of how it runs; a message names the place that a value came from. */
	KeyedValues listenerValues() {
		return values(this.listenerLayers.values());
	}

	/** Values of how it reads; a message names the place that a value came from. */
	KeyedValues readerValues() {
		return values(this.readerLayers.values());
	}

	private KeyedValues values(KeyedValues configured) {
		return new KeyedValues(this.attributes.origin(),
				(key) -> this.attributes.properties().containsKey(key)
						? this.attributes.origin() + ", properties." + key
						: ("topics".equals(key) && !this.attributes.topics().isEmpty())
								|| ("consumer".equals(key) && this.attributes.consumer() != null)
										? this.attributes.origin() + "." + key : configured.key(key));
	}

	/** Where a setting came from; {@code null} if nobody set it. */
	@Nullable String origin(String key, SettingLayers layers) {
		return this.attributes.properties().containsKey(key) ? ListenerSetting.DECLARED : layers.origin(key);
	}

	/** What is said on the listener itself; each key must be one of either kind. */
	private static void bindOwn(ListenerAttributes attributes, ListenerProperties listener, ReaderProperties reader) {
		Map<String, String> unused = new TreeMap<>(attributes.properties());
		for (Map.Entry<String, String> entry : attributes.properties().entrySet()) {
			Binder one = new Binder(
					new MapConfigurationPropertySource(Map.of("own." + entry.getKey(), entry.getValue())));
			try {
				boolean known = OwnKeys.LISTENER.contains(entry.getKey())
						&& one.bind("own", Bindable.ofInstance(listener)).isBound();
				known |= OwnKeys.READER.contains(entry.getKey())
						&& one.bind("own", Bindable.ofInstance(reader)).isBound();
				if (known) {
					unused.remove(entry.getKey());
				}
			}
			catch (BindException ex) {
				throw new InvalidListenerException(attributes.origin(),
						"the property '" + entry.getKey() + "' can't be '" + entry.getValue() + "'",
						"Correct the attribute 'properties' of @TopicListener.", ex);
			}
		}
		for (String key : unused.keySet()) {
			throw new InvalidListenerException(attributes.origin(), "there is no property '" + key + "' for a listener",
					NearestName.hint(key, OwnKeys.all()));
		}
	}

}
