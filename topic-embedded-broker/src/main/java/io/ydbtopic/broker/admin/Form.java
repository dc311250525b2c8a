package io.ydbtopic.broker.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import io.ydbtopic.broker.runtime.Durations;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one call: read with their types, and complete when all of them were
 * read. For one thread.
 */
final class Form {

	private final Map<String, String> values = new HashMap<>();

	private final Set<String> known = new TreeSet<>();

	private Form() {
	}

	static Form parse(String encoded) {
		Form form = new Form();
		for (String pair : encoded.strip().split("&", -1)) {
			if (pair.isEmpty()) {
				continue;
			}
			int equals = pair.indexOf('=');
			String name = decode((equals < 0) ? pair : pair.substring(0, equals));
			String value = (equals < 0) ? "" : decode(pair.substring(equals + 1));
			if (form.values.put(name, value) != null) {
				throw BadCallException.badRequest("Parameter '" + name + "' is given twice (expected once)");
			}
		}
		return form;
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw BadCallException.badRequest("'" + text + "' is not well encoded (expected a URL-encoded form)");
		}
	}

	@Nullable String text(String name) {
		this.known.add(name);
		return this.values.get(name);
	}

	String requiredText(String name) {
		String value = text(name);
		if (value == null || value.isEmpty()) {
			throw BadCallException.badRequest("Parameter '" + name + "' is missing");
		}
		return value;
	}

	long requiredNumber(String name) {
		return parsed(name, requiredText(name), "a number", Long::parseLong);
	}

	@Nullable Long number(String name) {
		String value = text(name);
		return (value != null) ? parsed(name, value, "a number", Long::parseLong) : null;
	}

	int count(String name, int otherwise) {
		String value = text(name);
		return (value != null) ? parsed(name, value, "a whole number", Integer::parseInt) : otherwise;
	}

	double part(String name, double otherwise) {
		String value = text(name);
		return (value != null) ? parsed(name, value, "a part such as 0.1", Double::parseDouble) : otherwise;
	}

	boolean flag(String name, boolean otherwise) {
		String value = text(name);
		return (value != null) ? parsed(name, value, "true or false", Form::strictBoolean) : otherwise;
	}

	/** May be negative. */
	Duration duration(String name) {
		return parsed(name, requiredText(name), Durations.FORMS, Durations::parse);
	}

	<E extends Enum<E>> E choice(String name, Class<E> type) {
		String value = requiredText(name);
		for (E constant : type.getEnumConstants()) {
			if (constant.name().equalsIgnoreCase(value.replace('-', '_'))) {
				return constant;
			}
		}
		throw BadCallException.badRequest("Parameter '" + name + "' is '" + value + "' (expected one of "
				+ String.join(", ", Arrays.stream(type.getEnumConstants()).map(Enum::name).toList()) + ")");
	}

	/** Refuses parameters that nobody asked for. */
	void requireComplete() {
		for (String name : this.values.keySet()) {
			if (!this.known.contains(name)) {
				throw BadCallException
					.badRequest("Parameter '" + name + "' is not known here (expected some of " + this.known + ")");
			}
		}
	}

	private static <T> T parsed(String name, String value, String expected, Function<String, T> parser) {
		try {
			return parser.apply(value);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw BadCallException
				.badRequest("Parameter '" + name + "' is '" + value + "' (expected " + expected + ")");
		}
	}

	private static boolean strictBoolean(String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException(text);
		};
	}

}
