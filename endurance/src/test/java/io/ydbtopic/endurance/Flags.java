package io.ydbtopic.endurance;

import java.util.HashMap;
import java.util.Map;

/** Flags of a command with their defaults. */
final class Flags {

	private Flags() {
	}

	static Map<String, String> of(String[] arguments, String... defaults) {
		Map<String, String> flags = new HashMap<>();
		for (int i = 0; i < defaults.length; i += 2) {
			flags.put(defaults[i], defaults[i + 1]);
		}
		for (int i = 0; i < arguments.length; i += 2) {
			if (!flags.containsKey(arguments[i]) || i + 1 == arguments.length) {
				System.err.println("'" + arguments[i] + "' (expected: a value for each of " + flags.keySet() + ")");
				System.exit(2);
			}
			flags.put(arguments[i], arguments[i + 1]);
		}
		return flags;
	}

}
