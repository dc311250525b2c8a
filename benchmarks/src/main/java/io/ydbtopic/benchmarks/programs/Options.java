package io.ydbtopic.benchmarks.programs;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/** What a program is to do: {@code key=value} on its command line. */
public final class Options {

	private final Map<String, String> values = new TreeMap<>();

	/** Reads arguments. */
	public static Options of(Iterable<String> arguments) {
		Options options = new Options();
		for (String argument : arguments) {
			int sign = argument.indexOf('=');
			if (sign < 1) {
				throw new IllegalArgumentException("argument: " + argument + " (expected: key=value)");
			}
			options.values.put(argument.substring(0, sign), argument.substring(sign + 1));
		}
		return options;
	}

	/** These, with others in place of some. */
	public Options with(Iterable<String> arguments) {
		Options merged = new Options();
		merged.values.putAll(this.values);
		merged.values.putAll(of(arguments).values);
		return merged;
	}

	/** A text that must be there. */
	public String text(String key) {
		String value = this.values.get(key);
		if (value == null) {
			throw new IllegalArgumentException(key + " is missing in " + this.values);
		}
		return value;
	}

	/** A text. */
	public String text(String key, String otherwise) {
		return this.values.getOrDefault(key, otherwise);
	}

	/** A number that must be there. */
	public int number(String key) {
		return Integer.parseInt(text(key));
	}

	/** A number. */
	public int number(String key, int otherwise) {
		@Nullable String value = this.values.get(key);
		return (value != null) ? Integer.parseInt(value) : otherwise;
	}

	/** Seconds and parts of them. */
	public double seconds(String key) {
		return Double.parseDouble(text(key));
	}

	/** Seconds and parts of them. */
	public double seconds(String key, double otherwise) {
		@Nullable String value = this.values.get(key);
		return (value != null) ? Double.parseDouble(value) : otherwise;
	}

	@Override
	public String toString() {
		return this.values.toString();
	}

}
