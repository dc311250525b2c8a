package io.ydbtopic.spring.listener;

import java.util.Locale;

import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a partition are handled one after the other; the others run side by
 * side, as far as there are threads. Immutable.
 *
 * @param kind what they have in common
 * @param item with {@link Kind#KEY}: the metadata item whose value they share, otherwise
 * {@code null}
 */
public record Ordering(Kind kind, @Nullable String item) {

	private static final String KEY_PREFIX = "key:";

	/** All messages of a partition, in the order in which they were stored. */
	public static final Ordering PARTITION = new Ordering(Kind.PARTITION, null);

	/** The messages of a producer, in the order in which it wrote them. */
	public static final Ordering PRODUCER = new Ordering(Kind.PRODUCER, null);

	/** No order at all. */
	public static final Ordering NONE = new Ordering(Kind.NONE, null);

	/** What messages that are handled one after the other have in common. */
	public enum Kind {

		/** Their partition. */
		PARTITION,

		/** Their partition and producer. */
		PRODUCER,

		/** Their partition and the value of a metadata item. */
		KEY,

		/** Nothing. */
		NONE

	}

	public Ordering {
		if ((kind == Kind.KEY) != (item != null && !item.isBlank())) {
			throw new IllegalArgumentException("ordering: " + kind + " with item '" + item
					+ "' (expected: an item with " + Kind.KEY + ", and with nothing else)");
		}
	}

	/**
	 * The messages that have the same value of a metadata item, and those without it.
	 * @param item key of the item
	 */
	public static Ordering key(String item) {
		return new Ordering(Kind.KEY, item);
	}

	/**
	 * Reads the form of the configuration: {@code partition}, {@code producer},
	 * {@code none}, or {@code key:} and the key of a metadata item.
	 * @throws IllegalArgumentException if it is none of these
	 */
	public static Ordering of(String text) {
		String stripped = text.strip();
		if (stripped.startsWith(KEY_PREFIX) && stripped.length() > KEY_PREFIX.length()) {
			return key(stripped.substring(KEY_PREFIX.length()));
		}
		return switch (stripped.toLowerCase(Locale.ROOT)) {
			case "partition" -> PARTITION;
			case "producer" -> PRODUCER;
			case "none" -> NONE;
			default -> throw new IllegalArgumentException("ordering: '" + text
					+ "' (expected: partition, producer, none, or key: and the key of a metadata item)");
		};
	}

	boolean isByPartition() {
		return this.kind == Kind.PARTITION;
	}

	/** What a message shares with those that it must not overtake. */
	Object keyOf(ReceivedMessage<?> message) {
		String key = switch (this.kind) {
			case PARTITION -> "";
			case PRODUCER -> message.producerId();
			case KEY -> message.metadata(String.valueOf(this.item));
			case NONE -> null;
		};
		if (key != null) {
			return key;
		}
		return (this.kind == Kind.NONE) ? message.offset() : "";
	}

	@Override
	public String toString() {
		return (this.item != null) ? KEY_PREFIX + this.item : this.kind.name().toLowerCase(Locale.ROOT);
	}

}
