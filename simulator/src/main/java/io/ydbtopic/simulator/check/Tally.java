package io.ydbtopic.simulator.check;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts by name. Not thread-safe.
 */
final class Tally {

	private final Map<String, long[]> counts = new HashMap<>();

	void add(String what) {
		this.counts.computeIfAbsent(what, (missing) -> new long[1])[0]++;
	}

	/** The counts of now, by name in order. */
	Map<String, Long> toMap() {
		Map<String, Long> all = new TreeMap<>();
		this.counts.forEach((what, count) -> all.put(what, count[0]));
		return all;
	}

}
