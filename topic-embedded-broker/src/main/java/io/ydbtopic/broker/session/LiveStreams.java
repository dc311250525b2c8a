package io.ydbtopic.broker.session;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The streams that are open, and how many there were. Safe for use by many threads.
 */
public final class LiveStreams {

	private final Set<LiveStream> open = ConcurrentHashMap.newKeySet();

	private final AtomicLong opened = new AtomicLong();

	private final AtomicLong handshakes = new AtomicLong();

	/**
	 * Makes an empty set.
	 */
	public LiveStreams() {
	}

	void add(LiveStream stream) {
		this.opened.incrementAndGet();
		this.open.add(stream);
	}

	void remove(LiveStream stream) {
		this.open.remove(stream);
	}

	void countHandshake() {
		this.handshakes.incrementAndGet();
	}

	/**
	 * The open streams.
	 * @return a snapshot
	 */
	public List<LiveStream> snapshot() {
		return List.copyOf(this.open);
	}

	/**
	 * How many streams are open.
	 * @return a count
	 */
	public int openCount() {
		return this.open.size();
	}

	/**
	 * How many streams were opened since the beginning, whatever became of them.
	 * @return a count
	 */
	public long openedCount() {
		return this.opened.get();
	}

	/**
	 * How many handshakes were received since the beginning.
	 * @return a count
	 */
	public long handshakeCount() {
		return this.handshakes.get();
	}

}
