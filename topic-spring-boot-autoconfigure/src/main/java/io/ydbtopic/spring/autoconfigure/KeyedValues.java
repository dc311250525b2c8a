package io.ydbtopic.spring.autoconfigure;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Hands values to builders that know their limits, and names the property of a value that
 * was refused. Immutable.
 *
 * @param prefix prefix of the keys, without a dot at the end
 * @param keys the whole key of a key below the prefix; another when the value came from
 * elsewhere
 */
record KeyedValues(String prefix, UnaryOperator<String> keys) {

	/**
	 * What a builder says: its own name of the setting, then the value and what it
	 * expected.
	 */
	private static final Pattern REFUSAL = Pattern.compile("([A-Za-z]+): (.*)", Pattern.DOTALL);

	/** Values that are all below one prefix. */
	KeyedValues(String prefix) {
		this(prefix, (key) -> prefix + "." + key);
	}

	/** Values below a key. */
	KeyedValues at(String key) {
		return new KeyedValues(this.prefix + "." + key, (below) -> key(key + "." + below));
	}

	/** The whole key of a property. */
	String key(String key) {
		return this.keys.apply(key);
	}

	/** Hands a value over, unless there is none. */
	<V> void set(String key, @Nullable V value, Consumer<? super V> target) {
		if (value != null) {
			check(key, () -> {
				target.accept(value);
				return value;
			});
		}
	}

	/** Makes something of the value of a property. */
	<R> R check(String key, Supplier<R> made) {
		try {
			return made.get();
		}
		catch (InvalidTopicPropertyException ex) {
			throw ex;
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			String message = String.valueOf(ex.getMessage());
			Matcher refusal = REFUSAL.matcher(message);
			throw new InvalidTopicPropertyException(key(key), refusal.matches() ? refusal.group(2) : message, ex);
		}
	}

	/** Makes something of several properties; the message tells which. */
	<R> R checkAll(Supplier<R> made) {
		try {
			return made.get();
		}
		catch (InvalidTopicPropertyException ex) {
			throw ex;
		}
		catch (IllegalArgumentException ex) {
			String message = String.valueOf(ex.getMessage());
			Matcher refusal = REFUSAL.matcher(message);
			if (refusal.matches()) {
				throw new InvalidTopicPropertyException(key(dashed(refusal.group(1))), refusal.group(2), ex);
			}
			throw new InvalidTopicPropertyException(this.prefix, message, ex);
		}
	}

	private static String dashed(String name) {
		return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
	}

	/** Bytes that must fit an {@code int}. */
	static int toInt(long bytes, String what) {
		if (bytes > Integer.MAX_VALUE || bytes < Integer.MIN_VALUE) {
			throw new IllegalArgumentException(
					what + ": " + bytes + " bytes (expected: at most " + Integer.MAX_VALUE + ")");
		}
		return (int) bytes;
	}

}
