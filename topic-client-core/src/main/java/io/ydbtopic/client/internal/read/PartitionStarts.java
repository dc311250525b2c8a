package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application where partition sessions start, within a deadline, and answers the
 * server. An answer that the server would end the stream for is refused here, by name.
 * Confined to the reader's loop; the hook runs on the session's user queue.
 */
final class PartitionStarts {

	private final Duration timeout;

	private final SerialLoop loop;

	private final PartitionListener listener;

	/** Told when a session may hand out its messages. */
	private final Consumer<PartitionTrack> pump;

	PartitionStarts(Duration timeout, SerialLoop loop, PartitionListener listener, Consumer<PartitionTrack> pump) {
		this.timeout = timeout;
		this.loop = loop;
		this.listener = listener;
		this.pump = pump;
	}

	/** A session has started; the server sends nothing before it is answered. */
	void begin(PartitionTrack track) {
		if (this.listener == PartitionListener.NONE) {
			track.connection().answerStart(track, track.startAt(StartPosition.COMMITTED));
			return;
		}
		track.busy(true);
		track.startDeadline(this.loop.schedule(track + " start timeout", this.timeout, () -> startTimedOut(track)));
		track.userQueue().execute(() -> {
			CompletionStage<StartPosition> answer;
			try {
				answer = this.listener.onPartitionStarting(track);
			}
			catch (Throwable ex) {
				this.loop.execute(() -> startAnswered(track, null, ex));
				return;
			}
			answer.whenComplete((position, error) -> this.loop.execute(() -> startAnswered(track, position, error)));
		});
	}

	private void startTimedOut(PartitionTrack track) {
		if (track.isActive() && track.isBusy()) {
			track.connection()
				.failedByUser(track + ": onPartitionStarting gave no answer within " + this.timeout, null);
		}
	}

	private void startAnswered(PartitionTrack track, @Nullable StartPosition position, @Nullable Throwable error) {
		track.busy(false);
		track.startAnswered();
		if (track.isActive()) {
			String wrong = (position == null) ? "onPartitionStarting failed" : misplaced(track, position);
			if (position == null || wrong != null) {
				track.connection().failedByUser(track + ": " + wrong, error);
			}
			else {
				track.connection().answerStart(track, track.startAt(position));
			}
		}
		this.pump.accept(track);
	}

	/** What the server would end the stream for. */
	private static @Nullable String misplaced(PartitionTrack track, StartPosition position) {
		long committed = track.committedOffset();
		Long commit = position.commitOffset();
		Long read = position.readOffset();
		if (commit != null && commit < committed) {
			return "start with commitOffset " + commit + " (expected: at least the committed offset " + committed + ")";
		}
		long least = (commit != null) ? commit : committed;
		if (read != null && read < least) {
			return "start with readOffset " + read + " (expected: at least " + least + ")";
		}
		return null;
	}

}
