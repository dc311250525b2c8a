package io.ydbtopic.spring.support;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Values by class, which hold for its subclasses, too: the nearest class or interface
 * counts. Thread-safe.
 *
 * @param <V> type of the values
 */
public final class ByType<V> {

	private final Map<Class<?>, V> declared;

	private final Map<Class<?>, Optional<V>> found = new ConcurrentHashMap<>();

	/**
	 * Values for these classes.
	 */
	public ByType(Map<Class<?>, V> declared) {
		this.declared = Map.copyOf(declared);
	}

	/**
	 * The value of a class; {@code null} if neither it nor what it extends has one.
	 */
	public @Nullable V of(Class<?> type) {
		return this.declared.isEmpty() ? null : this.found.computeIfAbsent(type, this::look).orElse(null);
	}

	/** Level by level, classes before interfaces. */
	private Optional<V> look(Class<?> type) {
		Deque<Class<?>> next = new ArrayDeque<>();
		Set<Class<?>> seen = new LinkedHashSet<>();
		next.add(type);
		while (!next.isEmpty()) {
			Class<?> current = next.remove();
			if (!seen.add(current)) {
				continue;
			}
			V value = this.declared.get(current);
			if (value != null) {
				return Optional.of(value);
			}
			if (current.getSuperclass() != null) {
				next.add(current.getSuperclass());
			}
			next.addAll(Set.of(current.getInterfaces()));
		}
		return Optional.empty();
	}

}
