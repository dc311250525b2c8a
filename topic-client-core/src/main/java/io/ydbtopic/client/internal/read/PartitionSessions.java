package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.List;

import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.internal.read.PartitionTrack.Event;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of partition sessions: start, data, stop, finish, end, each in the order in
 * which the server told it, with user code one call at a time for a session. It promises
 * that a session which started ends exactly once, and that a partition's children are
 * handed out after it. Confined to the reader's loop; listeners run on the sessions' user
 * queues.
 */
final class PartitionSessions implements ReaderConnection.Sessions {

	private static final Logger logger = LoggerFactory.getLogger(PartitionSessions.class);

	private final ReaderSettings settings;

	private final SerialLoop loop;

	private final PartitionListener listener;

	private final PartitionStarts starts;

	private final PauseSwitch pauses;

	private final ReaderMeters meters;

	private final HeldCommits heldCommits;

	/** Told whenever something that a close waits for may have happened. */
	private final Runnable progress;

	private final ParentsFirst parents;

	/** Set right after construction, which they need. */
	private @Nullable Parts parts;

	/** Sessions that have started and whose end was not told yet. */
	private int alive;

	private boolean draining;

	PartitionSessions(ReaderSettings settings, SerialLoop loop, PartitionListener listener, PauseSwitch pauses,
			ReaderMeters meters, HeldCommits heldCommits, Runnable progress) {
		this.settings = settings;
		this.loop = loop;
		this.listener = listener;
		this.starts = new PartitionStarts(settings.startTimeout(), loop, listener, this::pump);
		this.pauses = pauses;
		this.meters = meters;
		this.heldCommits = heldCommits;
		this.progress = progress;
		this.parents = new ParentsFirst(loop, settings.stopTimeout(), this::pumpAll);
	}

	void begin(Delivery delivery, Detours detours, Starvation starvation) {
		this.parts = new Parts(delivery, detours, starvation);
	}

	private Parts parts() {
		Parts known = this.parts;
		if (known == null) {
			throw new IllegalStateException("not begun");
		}
		return known;
	}

	private Delivery delivery() {
		return parts().delivery;
	}

	private Detours detours() {
		return parts().detours;
	}

	private Starvation starvation() {
		return parts().starvation;
	}

	@Override
	public void starting(PartitionTrack track) {
		this.heldCommits.handTo(track);
		this.parents.started(track);
		this.alive++;
		this.meters.partitions.lazySet(this.alive);
		logger.debug("{}: topic '{}', committed offset {}", track, track.topic(), track.committedOffset());
		this.starts.begin(track);
	}

	@Override
	public void arrived(PartitionTrack track, Arrived data) {
		track.received(data);
		if (track.isHeld()) {
			// Read again by the next session; until then it must not take the others'
			// room.
			data.release();
			return;
		}
		if (detours().passes(track, data)) {
			track.waiting().add(data);
			pump(track);
		}
		starvation().watch(track.connection(), delivery());
	}

	@Override
	public void stopping(PartitionTrack track) {
		Scheduled deadline = this.loop.schedule(track + " stop timeout", this.settings.stopTimeout(),
				() -> giveBack(track));
		track.stopRequested(deadline);
		track.standStill(track.connection().nanoTime());
		drop(track);
		track.waiting().items().add(new Event.Stopping());
		pump(track);
	}

	@Override
	public void lost(PartitionTrack track) {
		end(track, PartitionEnd.LOST);
	}

	@Override
	public void finished(PartitionTrack track, List<Long> children) {
		this.parents.finished(track, children);
		detours().add(track, new Event.Finished(List.copyOf(children)));
		pump(track);
	}

	@Override
	public void committed(PartitionTrack track) {
		giveBackIfDone(track);
		settled();
	}

	@Override
	public void handedBack(PartitionTrack track, DefaultBatch<?> batch, Duration delay) {
		if (!track.isActive() || track.isStopRequested() || track.isHeld()) {
			track.waiting().forgetFinished();
			return;
		}
		track.waiting().handBack(batch, this.loop.schedule(track + " handed back", delay, () -> {
			track.waiting().restOver();
			pump(track);
		}));
		withdraw(track);
	}

	@Override
	public void sought(PartitionTrack track, long offset) {
		withdraw(track);
		track.sought(offset);
		detours().seek(track, offset);
		pump(track);
	}

	/** Hands out, or tells, whatever is next for a session. */
	void pump(PartitionTrack track) {
		while (!track.isBusy()) {
			if (track.waiting().hasHandedBack()) {
				if (!track.waiting().isResting()) {
					offer(track);
				}
				return;
			}
			Object next = track.waiting().items().peek();
			if (next == null) {
				if (!this.draining) {
					detours().drained(track);
				}
				return;
			}
			if (next instanceof Arrived) {
				if (isFull(track)) {
					offer(track);
				}
				return;
			}
			if (next instanceof Event.Finished && this.parents.holdBack(track)) {
				return;
			}
			track.waiting().items().remove();
			tell(track, (Event) next);
		}
	}

	/** Whether a batch may be handed out, or is waited for. */
	private boolean isFull(PartitionTrack track) {
		Waiting waiting = track.waiting();
		if (track.isOffered() || waiting.isFull(this.settings)) {
			return true;
		}
		if (!waiting.isFilling()) {
			waiting.filling(this.loop.schedule(track + " fill", this.settings.batchMaxWait(), () -> {
				waiting.filled(true);
				pump(track);
			}));
		}
		return false;
	}

	private void offer(PartitionTrack track) {
		if (!track.isOffered() && !this.draining && !this.pauses.isPaused(track) && !this.parents.holdBack(track)) {
			track.offered(true);
			delivery().offer(track);
		}
	}

	private void tell(PartitionTrack track, Event event) {
		if (this.listener == PartitionListener.NONE) {
			told(track, event);
			return;
		}
		track.busy(true);
		track.userQueue().execute(() -> {
			try {
				callListener(track, event);
			}
			catch (Throwable ex) {
				logger.error("{}: the listener failed when it was told: {}", track, event, ex);
			}
			finally {
				this.loop.execute(() -> {
					track.busy(false);
					told(track, event);
					pump(track);
				});
			}
		});
	}

	private void callListener(PartitionTrack track, Event event) {
		if (event instanceof Event.Stopping) {
			this.listener.onPartitionStopping(track);
		}
		else if (event instanceof Event.Finished finished) {
			this.listener.onPartitionFinished(track, finished.children());
		}
		else if (event instanceof Event.Ended ended) {
			Duration stoodStill = ended.stoodStill();
			try {
				if (stoodStill != null) {
					this.listener.onPartitionHandedOver(track, stoodStill);
				}
			}
			finally {
				this.listener.onPartitionEnded(track, ended.reason());
			}
		}
	}

	private void told(PartitionTrack track, Event event) {
		if (event instanceof Event.Stopping) {
			track.stopAwaitsCommits();
			giveBackIfDone(track);
		}
		else if (event instanceof Event.Finished) {
			this.parents.handedOut(track);
		}
		else if (event instanceof Event.Ended) {
			this.parents.endTold(track);
			this.alive--;
			this.meters.partitions.lazySet(this.alive);
			settled();
		}
	}

	private void giveBackIfDone(PartitionTrack track) {
		if (track.isStopAwaitingCommits()
				&& (this.settings.consumer() == null || track.isHeld() || track.allDeliveredCommitted())) {
			giveBack(track);
		}
	}

	private void giveBack(PartitionTrack track) {
		if (track.isActive()) {
			track.connection().answerStop(track);
			end(track, PartitionEnd.STOPPED);
		}
	}

	/** A batch failed: nothing more of this session is handed out. */
	void hold(PartitionTrack track) {
		track.hold();
		track.busy(false);
		drop(track);
		giveBackIfDone(track);
		pump(track);
	}

	private void end(PartitionTrack track, PartitionEnd reason) {
		if (!track.isActive()) {
			return;
		}
		settle(track, track.deactivate(reason), reason);
		track.connection().lagWatch().end(track, track.endedException());
		drop(track);
		Duration stoodStill = handover(track, reason);
		track.waiting().items().add(new Event.Ended(reason, stoodStill));
		this.parents.ended(track, isAllHandedOut(track));
		pump(track);
		settled();
	}

	/**
	 * How long a partition stood still that this reader gave back; null for all others.
	 */
	private @Nullable Duration handover(PartitionTrack track, PartitionEnd reason) {
		Duration stoodStill = (reason == PartitionEnd.STOPPED || reason == PartitionEnd.CLOSED)
				? track.stoodStill(track.connection().nanoTime()) : null;
		if (stoodStill == null) {
			logger.debug("{}: ended, {}", track, reason);
			return null;
		}
		logger.debug("{}: ended, {}; it stood still for {}", track, reason, stoodStill);
		ReaderMeters.raise(this.meters.handovers, 1);
		this.meters.longestHandoverMillis
			.lazySet(Math.max(this.meters.longestHandoverMillis.getPlain(), stoodStill.toMillis()));
		return stoodStill;
	}

	/**
	 * Commits that were requested while the session lived outlive its stream; all others
	 * end with it.
	 */
	private void settle(PartitionTrack track, PartitionCommits commits, PartitionEnd reason) {
		if (reason == PartitionEnd.STREAM_LOST) {
			this.heldCommits.hold(track, commits);
		}
		else {
			track.connection().commitResults().fail(track, commits.drain(), track.endedException());
		}
	}

	private void drop(PartitionTrack track) {
		boolean left = track.isHeld() || track.waiting().isAnythingLeft() || this.parents.holdBack(track);
		track.waiting().drop();
		detours().drop(track);
		withdraw(track);
		if (left) {
			track.waiting().forgetFinished();
		}
	}

	/** The connection is over, and every session with it. */
	void endAll(ReaderConnection connection, PartitionEnd reason) {
		// Requested while the sessions lived, though their turn has not come.
		connection.commitQueue().takeCalls();
		connection.drainTracks().forEach((track) -> end(track, reason));
		connection.stopWatching();
		starvation().stop();
		this.parents.clear();
	}

	private boolean isAllHandedOut(PartitionTrack track) {
		long reached = (this.settings.consumer() != null) ? track.committedOffset() : track.nextStart();
		return reached >= track.receivedEnd() && !this.parents.holdBack(track);
	}

	/** What is paused has changed. */
	void pausesChanged(ReaderConnection connection) {
		for (PartitionTrack track : connection.tracks()) {
			if (track.isOffered() && this.pauses.isPaused(track)) {
				withdraw(track);
			}
			pump(track);
		}
	}

	private void withdraw(PartitionTrack track) {
		if (track.isOffered()) {
			track.offered(false);
			delivery().withdraw(track);
		}
	}

	void pumpAll(ReaderConnection connection) {
		connection.tracks().forEach(this::pump);
	}

	/** Nothing more is handed out. */
	void drain() {
		this.draining = true;
	}

	/** Sessions that have started and whose end was not told yet. */
	int alive() {
		return this.alive;
	}

	/** Something that a close waits for may have happened. */
	void settled() {
		this.progress.run();
	}

	/**
	 * What works with the sessions.
	 *
	 * @param delivery how messages reach the application
	 * @param detours partitions that are read on their own for a while
	 * @param starvation who is put on a detour because others starve
	 */
	private record Parts(Delivery delivery, Detours detours, Starvation starvation) {
	}

}
