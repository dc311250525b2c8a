package io.ydbtopic.endurance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what the workers wrote down with what the broker has: what was acknowledged is
 * stored, nothing is stored twice, numbers of a writer are in order, what is stored was
 * handled, in order within a session, no session handled anything twice, and no write
 * failed. Fed by one thread.
 */
final class Verdict {

	private final Set<String> submitted = new HashSet<>();

	private final Set<String> acknowledged = new HashSet<>();

	private final Map<String, List<String>> handled = new HashMap<>();

	private final Map<String, Long> lastOffsets = new HashMap<>();

	private final Map<String, Integer> stored = new HashMap<>();

	private final Map<String, Long> lastNumbers = new HashMap<>();

	private long failed;

	private final List<String> wrong = new ArrayList<>();

	private final Map<String, Integer> duplicates = new TreeMap<>();

	/** A line of a worker's file. */
	void line(String worker, String line) {
		String[] words = line.split(" ");
		switch (words[0]) {
			case "S" -> this.submitted.add(worker + "-" + words[1]);
			case "A" -> this.acknowledged.add(worker + "-" + words[1]);
			// Faults that pass are no reason for a write to fail.
			case "F" -> {
				this.failed++;
				this.wrong.add("the write of " + worker + "-" + words[1] + " failed: " + line);
			}
			case "H" -> handled(worker + "#" + words[1], words[2], words[3], Long.parseLong(words[4]), words[5]);
			default -> this.wrong.add("a line that is none: " + line);
		}
	}

	private void handled(String process, String session, String partition, long offset, String payload) {
		String where = process + " " + session;
		Long last = this.lastOffsets.put(where, offset);
		if (last != null && last >= offset) {
			this.wrong.add(where + " handled offset " + offset + " of partition " + partition + " after " + last);
		}
		List<String> before = this.handled.computeIfAbsent(payload, (key) -> new ArrayList<>(1));
		if (!before.isEmpty()) {
			String earlier = before.get(before.size() - 1);
			String reason = earlier.startsWith(process + " ") ? "another session of the same process"
					: earlier.startsWith(process.substring(0, process.indexOf('#') + 1)) ? "the process started anew"
							: "the other process";
			this.duplicates.merge(reason, 1, Integer::sum);
		}
		before.add(where);
	}

	/** A message that the broker has, in the order of its partition. */
	void stored(long partition, String payload) {
		this.stored.merge(payload, 1, Integer::sum);
		int dash = payload.lastIndexOf('-');
		long number = Long.parseLong(payload.substring(dash + 1));
		Long last = this.lastNumbers.put(partition + " " + payload.substring(0, dash), number);
		if (last != null && last >= number) {
			this.wrong.add(payload + " is stored after number " + last);
		}
	}

	/** What does not hold; empty if all does. */
	List<String> problems() {
		List<String> problems = new ArrayList<>(this.wrong);
		this.acknowledged.stream()
			.filter((payload) -> !this.stored.containsKey(payload))
			.forEach((payload) -> problems.add("LOST: " + payload + " was acknowledged and is not stored"));
		this.stored.forEach((payload, times) -> {
			if (times > 1) {
				problems.add(payload + " is stored " + times + " times");
			}
			if (!this.submitted.contains(payload)) {
				problems.add(payload + " is stored and was never written");
			}
			if (!this.handled.containsKey(payload)) {
				problems.add("LOST: " + payload + " is stored and was not handled");
			}
		});
		return problems;
	}

	Map<String, Object> counts() {
		Map<String, Object> counts = new LinkedHashMap<>();
		counts.put("written", this.submitted.size());
		counts.put("acknowledged", this.acknowledged.size());
		counts.put("failed", this.failed);
		counts.put("stored", this.stored.size());
		counts.put("handled", this.handled.size());
		counts.put("handled again", this.duplicates);
		counts.put("lost", problems().stream().filter((problem) -> problem.startsWith("LOST")).count());
		return counts;
	}

}
