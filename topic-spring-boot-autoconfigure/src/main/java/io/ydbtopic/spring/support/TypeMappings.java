package io.ydbtopic.spring.support;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.MessageHeaders;

/**
 * Names that stand on the wire for types of payloads, so that a class can be renamed or
 * moved, and readers in other languages know what they get. A class name is never
 * written. Thread-safe.
 */
public final class TypeMappings {

	/** No type has a name. */
	public static final TypeMappings NONE = new TypeMappings(Map.of());

	private final Map<String, Class<?>> types;

	private final ByType<String> names;

	/**
	 * Names of types.
	 * @throws IllegalArgumentException if a class has two names
	 */
	public TypeMappings(Map<String, Class<?>> types) {
		this.types = new TreeMap<>(types);
		Map<Class<?>, String> reversed = new LinkedHashMap<>();
		this.types.forEach((name, type) -> {
			String other = reversed.putIfAbsent(type, name);
			if (other != null) {
				throw new IllegalArgumentException(type.getName() + " as '" + other + "' and as '" + name
						+ "' (expected: one name for a class, because it is written under that)");
			}
		});
		this.names = new ByType<>(reversed);
	}

	/**
	 * The name of a class, or else of the nearest that it extends; {@code null} if there
	 * is none.
	 */
	public @Nullable String nameOf(Class<?> type) {
		return this.names.of(type);
	}

	/**
	 * The class of a name; {@code null} if it is unknown.
	 */
	public @Nullable Class<?> typeOf(@Nullable String name) {
		return (name != null) ? this.types.get(name) : null;
	}

	/**
	 * Whether a type stands for others that have names.
	 */
	public boolean hasSubtypes(Class<?> type) {
		return this.types.values().stream().anyMatch((mapped) -> type != mapped && type.isAssignableFrom(mapped));
	}

	/**
	 * What to read a message as: the type that is asked for, or the one of it that the
	 * message names.
	 * @param headers those of the message
	 * @param wanted what is asked for
	 */
	Class<?> narrow(MessageHeaders headers, Class<?> wanted) {
		if (this.types.isEmpty()) {
			return wanted;
		}
		Class<?> named = typeOf(name(headers));
		return (named != null && wanted.isAssignableFrom(named)) ? named : wanted;
	}

	private static @Nullable String name(MessageHeaders headers) {
		String type = text(headers.get(TopicHeaders.TYPE));
		return (type != null) ? type : text(headers.get(TopicHeaders.CLOUD_EVENT_TYPE));
	}

	private static @Nullable String text(@Nullable Object header) {
		return (header instanceof byte[] bytes) ? new MetadataItem(TopicHeaders.TYPE, bytes).text()
				: (header != null) ? header.toString() : null;
	}

	/**
	 * The name that a message has for the type of its payload; {@code null} if it has
	 * none.
	 */
	public static @Nullable String nameIn(ReceivedMessage<?> message) {
		String type = message.metadata(TopicHeaders.TYPE);
		return (type != null) ? type : message.metadata(TopicHeaders.CLOUD_EVENT_TYPE);
	}

	@Override
	public String toString() {
		return this.types.toString();
	}

}
