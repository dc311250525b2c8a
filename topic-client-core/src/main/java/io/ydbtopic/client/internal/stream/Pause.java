package io.ydbtopic.client.internal.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * One wait before the next attempt, and the application's word on whether there is to be
 * one. It promises to end once, in one of two ways, unless it is cancelled: an answer
 * that is late prolongs the wait, but not by more than {@link #ANSWER_MAX}. Confined to
 * the loop.
 */
final class Pause {

	/** Retrying is what is done when nobody says otherwise. */
	static final Duration ANSWER_MAX = Duration.ofSeconds(5);

	private final SerialLoop loop;

	private final String id;

	private final Runnable over;

	private final Runnable vetoed;

	private Scheduled timer;

	private boolean answered;

	private boolean timeIsOver;

	private boolean ended;

	/**
	 * Begins a wait.
	 * @param veto completed with true to give up; null if nobody was asked
	 * @param over told when the next attempt is due
	 * @param vetoed told when there is to be none
	 */
	Pause(SerialLoop loop, String id, Duration delay, @Nullable CompletableFuture<Boolean> veto, Runnable over,
			Runnable vetoed) {
		this.loop = loop;
		this.id = id;
		this.over = over;
		this.vetoed = vetoed;
		this.answered = veto == null;
		this.timer = loop.schedule(id + " backoff", delay, this::timeIsOver);
		if (veto != null) {
			veto.whenComplete(
					(giveUp, error) -> loop.execute(() -> answered(error == null && Boolean.TRUE.equals(giveUp))));
		}
	}

	private void timeIsOver() {
		if (this.answered) {
			end(this.over);
			return;
		}
		this.timeIsOver = true;
		this.timer = this.loop.schedule(this.id + " answer", ANSWER_MAX, () -> end(this.over));
	}

	private void answered(boolean giveUp) {
		this.answered = true;
		if (giveUp) {
			end(this.vetoed);
		}
		else if (this.timeIsOver) {
			end(this.over);
		}
	}

	private void end(Runnable how) {
		if (!this.ended) {
			cancel();
			how.run();
		}
	}

	/** Ends it in neither way. Harmless when repeated. */
	void cancel() {
		this.ended = true;
		this.timer.cancel();
	}

}
