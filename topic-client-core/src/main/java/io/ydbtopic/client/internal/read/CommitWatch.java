package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;

/**
 * Sees that the server confirms commits: a session of the server that is stuck would be
 * waited for without an end, for neither an error nor the probes of the connection tell
 * of it. It looks at all sessions twice, the given time apart: one that owes a
 * confirmation both times, and has confirmed nothing in between, is stuck. While commits
 * come and are confirmed they cost nothing here. Confined to the reader's loop.
 */
final class CommitWatch {

	private final String name;

	private final SerialLoop loop;

	private final Duration timeout;

	private final Supplier<Collection<PartitionTrack>> sessions;

	private final Consumer<PartitionTrack> stuck;

	/**
	 * Sessions that owed a confirmation at the last look, and what was committed then.
	 */
	private Map<PartitionTrack, Long> owing = Map.of();

	private Scheduled timer = Scheduled.NONE;

	private boolean waiting;

	private boolean stopped;

	/**
	 * A watch over the sessions of one connection.
	 * @param timeout most time without a confirmation; zero for no limit
	 * @param stuck told once of a session that is
	 */
	CommitWatch(String id, SerialLoop loop, Duration timeout, Supplier<Collection<PartitionTrack>> sessions,
			Consumer<PartitionTrack> stuck) {
		this.name = id + " commit timeout";
		this.loop = loop;
		this.timeout = timeout;
		this.sessions = sessions;
		this.stuck = stuck;
	}

	/** The server was asked to commit. */
	void asked() {
		if (!this.waiting && !this.stopped && !this.timeout.isZero()) {
			this.owing = owing();
			lookLater();
		}
	}

	void stop() {
		this.stopped = true;
		this.timer.cancel();
	}

	private Map<PartitionTrack, Long> owing() {
		Map<PartitionTrack, Long> now = new HashMap<>();
		for (PartitionTrack track : this.sessions.get()) {
			if (track.isConfirmationDue()) {
				now.put(track, track.committedOffset());
			}
		}
		return now;
	}

	private void lookLater() {
		this.waiting = true;
		this.timer = this.loop.schedule(this.name, this.timeout, this::look);
	}

	private void look() {
		this.waiting = false;
		if (this.stopped) {
			return;
		}
		Map<PartitionTrack, Long> before = this.owing;
		this.owing = owing();
		for (Map.Entry<PartitionTrack, Long> entry : this.owing.entrySet()) {
			if (entry.getValue().equals(before.get(entry.getKey()))) {
				this.stopped = true;
				this.stuck.accept(entry.getKey());
				return;
			}
		}
		if (!this.owing.isEmpty()) {
			lookLater();
		}
	}

}
