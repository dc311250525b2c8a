package io.ydbtopic.spring.autoconfigure;

import java.beans.Introspector;
import java.beans.IntrospectionException;
import java.beans.PropertyDescriptor;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * The keys that a class of properties has, as they are written in a configuration.
 */
final class OwnKeys {

	/** Keys of a listener. */
	static final Set<String> LISTENER = of(ListenerProperties.class);

	/** Keys of a reader. */
	static final Set<String> READER = of(ReaderProperties.class);

	private OwnKeys() {
	}

	/** All keys that a listener may set for itself. */
	static Set<String> all() {
		Set<String> keys = new TreeSet<>(LISTENER);
		keys.addAll(READER);
		return keys;
	}

	/** The keys of a class, those of nested classes with their path. */
	static Set<String> of(Class<?> type) {
		Set<String> keys = new TreeSet<>();
		collect(type, "", keys);
		return keys;
	}

	private static void collect(Class<?> type, String prefix, Set<String> keys) {
		try {
			for (PropertyDescriptor property : Introspector.getBeanInfo(type, Object.class).getPropertyDescriptors()) {
				String key = prefix + DataObjectPropertyName.toDashedForm(property.getName());
				Class<?> value = property.getPropertyType();
				if (!value.isEnum() && value.getPackageName().equals(OwnKeys.class.getPackageName())) {
					collect(value, key + ".", keys);
				}
				else {
					keys.add(key);
				}
			}
		}
		catch (IntrospectionException ex) {
			throw new IllegalStateException("The properties of " + type + " can't be listed", ex);
		}
	}

}
