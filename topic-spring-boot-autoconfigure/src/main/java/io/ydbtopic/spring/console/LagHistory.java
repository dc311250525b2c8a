package io.ydbtopic.spring.console;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The lag of consumers over time, bounded in samples and in consumers. Thread-safe.
 */
public final class LagHistory {

	/** Consumers beyond this are not remembered. */
	static final int MOST_SERIES = 200;

	private final int capacity;

	private final Map<Key, Deque<Sample>> series = new LinkedHashMap<>();

	/**
	 * A history without samples.
	 * @param capacity samples that are kept for each consumer, the latest ones
	 */
	public LagHistory(int capacity) {
		this.capacity = capacity;
	}

	/** Takes a sample; forgets the oldest when there are too many. */
	synchronized void add(String topic, String consumer, Instant at, long messages) {
		Key key = new Key(topic, consumer);
		Deque<Sample> samples = this.series.get(key);
		if (samples == null) {
			if (this.series.size() >= MOST_SERIES) {
				return;
			}
			samples = new ArrayDeque<>();
			this.series.put(key, samples);
		}
		if (samples.size() >= this.capacity) {
			samples.removeFirst();
		}
		samples.addLast(new Sample(at, messages));
	}

	/** The samples of a consumer, the oldest first; empty if there are none. */
	synchronized List<Sample> of(String topic, String consumer) {
		Deque<Sample> samples = this.series.get(new Key(topic, consumer));
		return (samples != null) ? List.copyOf(samples) : List.of();
	}

	/** The latest sample of a consumer; {@code null} if there is none. */
	synchronized @Nullable Sample latest(String topic, String consumer) {
		Deque<Sample> samples = this.series.get(new Key(topic, consumer));
		return (samples != null) ? samples.peekLast() : null;
	}

	/** Messages behind at a moment. */
	record Sample(Instant at, long messages) {
	}

	private record Key(String topic, String consumer) {
	}

}
