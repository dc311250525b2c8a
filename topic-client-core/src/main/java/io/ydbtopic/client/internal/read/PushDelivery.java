package io.ydbtopic.client.internal.read;

import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.PartitionHandler;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands batches to a handler: one at a time for a session, sessions side by side. The
 * bytes of a batch go back to the server when it is handled. Confined to the reader's
 * loop; the handler runs on the session's user queue.
 *
 * @param <T> type of the values
 */
final class PushDelivery<T> implements Delivery {

	private static final Logger logger = LoggerFactory.getLogger(PushDelivery.class);

	private final BatchAssembly<T> assembly;

	private final PartitionSessions sessions;

	private final SerialLoop loop;

	private final PartitionHandler<T> handler;

	private int inHand;

	private boolean ended;

	PushDelivery(BatchAssembly<T> assembly, PartitionSessions sessions, SerialLoop loop, PartitionHandler<T> handler) {
		this.assembly = assembly;
		this.sessions = sessions;
		this.loop = loop;
		this.handler = handler;
	}

	@Override
	public void offer(PartitionTrack track) {
		if (this.ended) {
			return;
		}
		track.offered(false);
		track.busy(true);
		this.inHand++;
		BatchAssembly.Taken<T> taken = this.assembly.take(track);
		track.userQueue().execute(() -> call(track, taken));
	}

	private void call(PartitionTrack track, BatchAssembly.Taken<T> taken) {
		CompletionStage<?> stage;
		try {
			stage = this.handler.onMessages(taken.batch());
		}
		catch (Throwable ex) {
			this.loop.execute(() -> handled(track, taken, ex));
			return;
		}
		stage.whenComplete((result, error) -> this.loop.execute(() -> handled(track, taken, error)));
	}

	private void handled(PartitionTrack track, BatchAssembly.Taken<T> taken, @Nullable Throwable error) {
		this.inHand--;
		taken.source().taken(taken.bytes());
		if (error != null) {
			logger.error("{}: the handler failed; the partition is held until its session ends", taken.batch(), error);
			this.sessions.hold(track);
		}
		else {
			track.busy(false);
			this.sessions.pump(track);
		}
		this.sessions.settled();
	}

	@Override
	public void withdraw(PartitionTrack track) {
		// An offer is taken at once: there is nothing to withdraw.
	}

	@Override
	public void end(TopicException cause) {
		this.ended = true;
	}

	@Override
	public boolean isWanting() {
		return !this.ended;
	}

	@Override
	public boolean isAnythingInHand() {
		return this.inHand > 0;
	}

}
