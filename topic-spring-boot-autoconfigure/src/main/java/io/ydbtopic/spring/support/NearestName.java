package io.ydbtopic.spring.support;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Finds what someone meant who misspelled a name. Pure functions, for any thread.
 */
public final class NearestName {

	private NearestName() {
	}

	/**
	 * The known name that is nearest to a wrong one.
	 * @param wrong the misspelled name
	 * @param known the names that exist
	 * @return {@code null} when none is near: when more than a third of it would have to
	 * change
	 */
	public static @Nullable String of(String wrong, Collection<String> known) {
		String nearest = null;
		int least = Math.max(1, wrong.length() / 3) + 1;
		for (String name : new TreeSet<>(known)) {
			int distance = distance(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
			if (distance < least) {
				least = distance;
				nearest = name;
			}
		}
		return nearest;
	}

	/**
	 * A hint for a message.
	 * @param wrong the misspelled name
	 * @param known the names that exist
	 * @return such as {@code Did you mean 'orders'? Known names: orders, payments}
	 */
	public static String hint(String wrong, Collection<String> known) {
		if (known.isEmpty()) {
			return "None is known.";
		}
		String nearest = of(wrong, known);
		String all = "Known: " + String.join(", ", new TreeSet<>(known)) + ".";
		return (nearest != null) ? "Did you mean '" + nearest + "'? " + all : all;
	}

	private static int distance(String left, String right) {
		int[] previous = new int[right.length() + 1];
		for (int j = 0; j <= right.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			int[] current = new int[right.length() + 1];
			current[0] = i;
			for (int j = 1; j <= right.length(); j++) {
				int replaced = previous[j - 1] + ((left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1);
				current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
			}
			previous = current;
		}
		return previous[right.length()];
	}

}
