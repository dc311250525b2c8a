package io.ydbtopic.broker.session;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The streams that are open, and how many there were. Safe for use by many threads.
 */
public final class LiveStreams {

	/** In the order of their opening. */
	private final Set<LiveStream> open = Collections.synchronizedSet(new LinkedHashSet<>());

	/** Silent ones stay until their calls end, though their sessions may be over. */
	private final Set<LiveStream> silent = Collections.synchronizedSet(new LinkedHashSet<>());

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

	void silenced(LiveStream stream) {
		this.silent.add(stream);
	}

	void callEnded(LiveStream stream) {
		if (!this.silent.isEmpty()) {
			this.silent.remove(stream);
		}
	}

	/**
	 * Cuts the streams that are silent.
	 */
	public void cutSilent() {
		List<LiveStream> found;
		synchronized (this.silent) {
			found = List.copyOf(this.silent);
		}
		found.forEach(LiveStream::cutIfSilent);
	}

	void countHandshake() {
		this.handshakes.incrementAndGet();
	}

	/**
	 * The open streams.
	 * @return a snapshot, in the order of their opening
	 */
	public List<LiveStream> snapshot() {
		synchronized (this.open) {
			return List.copyOf(this.open);
		}
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
