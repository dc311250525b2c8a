package io.ydbtopic.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Settings that are looked for at several places: what is common to all first, then what
 * is said for one name, which wins. Immutable.
 */
final class SettingLayers {

	private final Environment environment;

	/** The strongest first. */
	private final List<Layer> layers;

	private SettingLayers(Environment environment, List<Layer> layers) {
		this.environment = environment;
		this.layers = layers;
	}

	/** Settings that are common to all. */
	static SettingLayers common(Environment environment, String key) {
		return new SettingLayers(environment, List.of(new Layer(key, ConfigurationPropertyName.of(key))));
	}

	/** These, and those of one name over them. */
	SettingLayers with(String key, String name) {
		List<Layer> more = new ArrayList<>();
		more.add(new Layer(key + "." + name, ConfigurationPropertyName.of(key).append("[" + name + "]")));
		more.addAll(this.layers);
		return new SettingLayers(this.environment, List.copyOf(more));
	}

	/** Sets the properties of an object: the common ones first, the others over them. */
	<T> T bind(T target) {
		Binder binder = Binder.get(this.environment);
		for (int i = this.layers.size() - 1; i >= 0; i--) {
			binder.bind(this.layers.get(i).name, Bindable.ofInstance(target));
		}
		return target;
	}

	/** Values whose messages name the property that a value came from. */
	KeyedValues values() {
		return new KeyedValues(this.layers.get(0).text, this::key);
	}

	private String key(String key) {
		Layer found = layerOf(key);
		return ((found != null) ? found : strongestInUse()).text + "." + key;
	}

	/** Where a value came from; {@code null} if nobody set it. */
	@Nullable String origin(String key) {
		Layer layer = layerOf(key);
		if (layer == null) {
			return null;
		}
		ConfigurationProperty property = property(layer, key);
		Origin origin = (property != null) ? property.getOrigin() : null;
		return layer.text + "." + key + ((origin != null) ? ", " + origin : "");
	}

	private @Nullable Layer layerOf(String key) {
		for (Layer layer : this.layers) {
			if (property(layer, key) != null) {
				return layer;
			}
		}
		return null;
	}

	private Layer strongestInUse() {
		for (Layer layer : this.layers) {
			for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
				if (source.containsDescendantOf(layer.name) == ConfigurationPropertyState.PRESENT) {
					return layer;
				}
			}
		}
		return this.layers.get(this.layers.size() - 1);
	}

	/** The property, or the first below it when it is a list or a map. */
	private @Nullable ConfigurationProperty property(Layer layer, String key) {
		ConfigurationPropertyName name = layer.name.append(key);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
			if (source instanceof IterableConfigurationPropertySource iterable) {
				ConfigurationPropertyName below = iterable.stream().filter(name::isAncestorOf).findFirst().orElse(null);
				if (below != null) {
					return source.getConfigurationProperty(below);
				}
			}
		}
		return null;
	}

	private record Layer(String text, ConfigurationPropertyName name) {
	}

}
