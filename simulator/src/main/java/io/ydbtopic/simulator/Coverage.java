package io.ydbtopic.simulator;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which states and transitions of the stream stack runs have seen, of those that there
 * are.
 */
final class Coverage {

	/** The reconnector's as in the client's DESIGN.md; the others as they can be. */
	static final List<String> ALL = List.of("ReconnectorState NEW -> CONNECTING", "ReconnectorState NEW -> CLOSING",
			"ReconnectorState CONNECTING -> READY", "ReconnectorState CONNECTING -> BACKOFF",
			"ReconnectorState CONNECTING -> CLOSING", "ReconnectorState CONNECTING -> FAILED",
			"ReconnectorState READY -> BACKOFF", "ReconnectorState READY -> CLOSING",
			"ReconnectorState READY -> FAILED", "ReconnectorState BACKOFF -> CONNECTING",
			"ReconnectorState BACKOFF -> CLOSING", "ReconnectorState BACKOFF -> FAILED",
			"ReconnectorState CLOSING -> CLOSED", "Phase BUILT -> HANDSHAKE", "Phase BUILT -> CLOSED",
			"Phase HANDSHAKE -> READY", "Phase HANDSHAKE -> CLOSED", "Phase READY -> CLOSING", "Phase READY -> CLOSED",
			"Phase CLOSING -> CLOSED", "Session started -> STOPPED", "Session started -> LOST",
			"Session started -> STREAM_LOST", "Session started -> CLOSED", "Session stopping", "Session finished",
			"Session handed over", "Commits failed", "Reader detour", "Ack WRITTEN", "Ack ALREADY_WRITTEN",
			"Write failed", "Buffer full");

	/** What no run can see, and why. */
	static final Map<String, String> IMPOSSIBLE = new TreeMap<>(Map.of("ReconnectorState BACKOFF -> FAILED",
			"only an application's veto (RetrySettings.giveUpWhen) ends a stream in a backoff; these have none",
			"Phase BUILT -> CLOSED",
			"building and starting are one task of the loop: nothing closes a connection in between",
			"ReconnectorState NEW -> CLOSING",
			"a close would have to be heard before the start, which is the first task of the loop"));

	private final Map<String, Long> seen = new TreeMap<>();

	void add(Map<String, Long> transitions) {
		transitions.forEach((transition, count) -> this.seen.merge(transition, count, Long::sum));
	}

	List<String> missing() {
		return ALL.stream().filter((each) -> !this.seen.containsKey(each) && !IMPOSSIBLE.containsKey(each)).toList();
	}

	/** How many of those that there are were seen. */
	long count() {
		return ALL.stream().filter(this.seen::containsKey).count();
	}

	/** What was seen and is not in the list: the list is wrong. */
	List<String> unknown() {
		return this.seen.keySet().stream().filter((each) -> !ALL.contains(each)).toList();
	}

	Map<String, Long> seen() {
		return this.seen;
	}

}
