package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * Hands batches to callers that ask for them: sessions with data and callers wait in two
 * queues, first come first served. A batch that a caller took is the caller's; its bytes
 * go back to the server at once. Confined to the reader's loop.
 *
 * @param <T> type of the values
 */
final class PullDelivery<T> implements Delivery {

	private final BatchAssembly<T> assembly;

	private final PartitionSessions sessions;

	private final SerialLoop loop;

	/** Completes what applications hang on futures; plain waits are woken directly. */
	private final Executor completions;

	private final ArrayDeque<PartitionTrack> offered = new ArrayDeque<>();

	private final ArrayDeque<Demand<T>> demands = new ArrayDeque<>();

	private @Nullable TopicException ended;

	PullDelivery(BatchAssembly<T> assembly, PartitionSessions sessions, SerialLoop loop, Executor completions) {
		this.assembly = assembly;
		this.sessions = sessions;
		this.loop = loop;
		this.completions = completions;
	}

	/** Queues a caller. */
	void demand(Demand<T> demand) {
		TopicException cause = this.ended;
		if (cause != null) {
			fail(demand, cause);
			return;
		}
		this.demands.add(demand);
		match();
	}

	/** A caller has left. */
	void forget(Demand<T> demand) {
		this.demands.remove(demand);
	}

	@Override
	public void offer(PartitionTrack track) {
		this.offered.add(track);
		match();
	}

	@Override
	public void withdraw(PartitionTrack track) {
		this.offered.remove(track);
	}

	private void match() {
		while (!this.offered.isEmpty() && !this.demands.isEmpty()) {
			Demand<T> demand = this.demands.remove();
			if (demand.claim()) {
				PartitionTrack track = this.offered.remove();
				track.offered(false);
				hand(demand, track, nextBatch(track));
			}
		}
	}

	private DefaultBatch<T> nextBatch(PartitionTrack track) {
		BatchAssembly.Taken<T> taken = this.assembly.take(track);
		if (taken.bytes() > 0) {
			taken.source().taken(taken.bytes());
		}
		return taken.batch();
	}

	private void hand(Demand<T> demand, PartitionTrack track, DefaultBatch<T> batch) {
		if (!demand.isAsynchronous()) {
			List<PartitionTrack> others = handOthers(demand);
			demand.result().complete(batch);
			this.sessions.pump(track);
			others.forEach(this.sessions::pump);
			return;
		}
		track.busy(true);
		this.completions.execute(() -> {
			boolean taken = demand.result().complete(batch);
			this.loop.execute(() -> handed(track, taken ? null : batch));
		});
	}

	/** What else is there now, for a caller who takes several batches. */
	private List<PartitionTrack> handOthers(Demand<T> demand) {
		int count = Math.min(demand.most() - 1, this.offered.size());
		if (count == 0) {
			return List.of();
		}
		List<PartitionTrack> tracks = new ArrayList<>(count);
		List<MessageBatch<T>> batches = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			PartitionTrack track = this.offered.remove();
			track.offered(false);
			tracks.add(track);
			batches.add(nextBatch(track));
		}
		demand.others(batches);
		return tracks;
	}

	private void handed(PartitionTrack track, @Nullable DefaultBatch<T> refused) {
		track.busy(false);
		if (refused != null) {
			this.sessions.handedBack(track, refused, Duration.ZERO);
		}
		this.sessions.pump(track);
	}

	@Override
	public void end(TopicException cause) {
		this.ended = cause;
		Demand<T> demand = this.demands.poll();
		while (demand != null) {
			fail(demand, cause);
			demand = this.demands.poll();
		}
	}

	private void fail(Demand<T> demand, TopicException cause) {
		if (demand.claim()) {
			this.completions.execute(() -> demand.result().completeExceptionally(cause));
		}
	}

	@Override
	public boolean isWanting() {
		return !this.demands.isEmpty();
	}

	@Override
	public boolean isAnythingInHand() {
		return false;
	}

}
