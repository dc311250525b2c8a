package io.ydbtopic.benchmarks.stub;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The streams that clients have open, so that they can be cut, and so that what is
 * written to a relay finds its readers. Thread-safe.
 */
final class OpenStreams {

	private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

	private final Map<String, Set<ReadStub>> readers = new ConcurrentHashMap<>();

	private final AtomicLong cuts = new AtomicLong();

	void add(Stream stream) {
		this.streams.add(stream);
	}

	void remove(Stream stream) {
		this.streams.remove(stream);
		this.readers.values().forEach((each) -> each.remove(stream));
	}

	/** Ends all of them as a node that goes down would. */
	long cut() {
		long number = this.cuts.incrementAndGet();
		for (Stream stream : this.streams) {
			stream.cut();
			remove(stream);
		}
		return number;
	}

	/** How many cuts there were. */
	long cuts() {
		return this.cuts.get();
	}

	/** A reader of what is written to a topic. */
	void relay(String topic, ReadStub reader) {
		this.readers.computeIfAbsent(topic, (key) -> new CopyOnWriteArraySet<>()).add(reader);
	}

	/** The readers of a topic. */
	Set<ReadStub> readersOf(String topic) {
		return this.readers.getOrDefault(topic, Set.of());
	}

	/** A stream of a client. */
	interface Stream {

		void cut();

	}

}
