package io.ydbtopic.cli;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Names of the codecs that the protocol numbers. */
final class CodecNames {

	private static final Map<String, Integer> NUMBERS = Map.of("raw", 1, "gzip", 2, "lzop", 3, "zstd", 4);

	private CodecNames() {
	}

	/** The number of a codec that is named, or numbered; null if it is neither. */
	static @Nullable Integer number(String text) {
		Integer known = NUMBERS.get(text.toLowerCase(Locale.ROOT));
		return (known == null && text.matches("[1-9]\\d{0,8}")) ? Integer.valueOf(text) : known;
	}

	static String name(int number) {
		for (Map.Entry<String, Integer> entry : NUMBERS.entrySet()) {
			if (entry.getValue() == number) {
				return entry.getKey();
			}
		}
		return String.valueOf(number);
	}

}
