package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamOwner;
import io.ydbtopic.client.internal.stream.StreamReconnector;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * A reader without its types: sessions die with their connection, what the application
 * waits on and what it paused outlive it. {@link #start}, {@link #close} and the getters
 * may be called from any thread; all else is confined to the loop.
 */
final class ReaderReconnector implements StreamOwner<ReaderConnection> {

	private final String id;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	/** Where futures are completed that applications hang code on. */
	private final SerialLoop completions;

	private final ReadStreams streams;

	private final ReaderSettings settings;

	private final StreamStatusTracker status;

	private final StreamReconnector<ReaderConnection> reconnector;

	private final PauseSwitch pauses = new PauseSwitch();

	private final ReaderMeters meters = new ReaderMeters();

	private final CommitResults commitResults;

	private final HeldCommits heldCommits;

	private final OwnershipWatch watch;

	private final PartitionSessions sessions;

	private final Detours detours;

	private final CompletableFuture<Void> ready = new CompletableFuture<>();

	/** Done after a close, failed after a fatal error. */
	private final CompletableFuture<Void> terminated = new CompletableFuture<>();

	/** Done when the last session's end was told after the stream has ended. */
	private final CompletableFuture<Void> sessionsEnded = new CompletableFuture<>();

	private final AtomicBoolean closing = new AtomicBoolean();

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private @Nullable Delivery delivery;

	/** What a close waits for; null before a close. */
	private @Nullable CompletableFuture<Void> flush;

	/** The sessions of a connection are being ended. */
	private boolean ending;

	private boolean streamEnded;

	/** The stream's words for its end; null while it lives. Read from any thread. */
	private volatile @Nullable TopicException terminal;

	ReaderReconnector(String id, ClientRuntime runtime, ReadStreams streams, ReaderSettings settings,
			PartitionListener listener, ConsumerLookup lookup, StreamStatusTracker status) {
		this.id = id;
		this.runtime = runtime;
		this.loop = runtime.newLoop(id);
		this.completions = runtime.newUserQueue(id + "-completions");
		this.streams = streams;
		this.settings = settings;
		this.status = status;
		this.commitResults = new CommitResults(this.completions, listener, this.meters);
		this.watch = new OwnershipWatch(id, runtime, this.loop, settings.consumer(), lookup);
		this.heldCommits = new HeldCommits(this.loop, this.commitResults, settings.commitHoldTimeout(),
				this::heldChanged);
		this.sessions = new PartitionSessions(settings, this.loop, listener, this.pauses, this.meters, this.heldCommits,
				this::checkProgress);
		this.detours = new Detours(runtime, this.loop, this.completions, streams, settings, this.meters,
				this.sessions::pump, this::checkProgress);
		this.reconnector = new StreamReconnector<>(id, runtime, this.loop, streams.policies().get(), this, status);
	}

	/** Begins to connect. Called once. */
	void start(Delivery target) {
		this.loop.execute(() -> {
			this.delivery = target;
			this.sessions.begin(target, this.detours,
					new Starvation(this.loop, this.settings, this.detours, this.pauses));
		});
		this.reconnector.start();
	}

	@Override
	public ReaderConnection connect(String connectionId) {
		return new ReaderConnection(connectionId, this.runtime, this.loop, this.streams.options(),
				this.streams.transport(), this.settings, this.sessions, this.meters, this.commitResults);
	}

	@Override
	public void connected(ReaderConnection connection) {
		this.completions.execute(() -> this.ready.complete(null));
		this.watch.connected(connection.readSessionId());
		if (this.flush != null) {
			// Only what was asked to be committed is still to be done.
			connection.stopTaking();
		}
		connection.begin();
	}

	@Override
	public void disconnected(ReaderConnection connection, TopicException error) {
		// Half-way through, what the sessions leave behind is not complete.
		this.ending = true;
		this.sessions.endAll(connection,
				(error instanceof TopicClosedException) ? PartitionEnd.CLOSED : PartitionEnd.STREAM_LOST);
		this.ending = false;
		checkProgress();
	}

	@Override
	public CompletableFuture<?> flush() {
		CompletableFuture<Void> result = new CompletableFuture<>();
		this.flush = result;
		this.sessions.drain();
		ReaderConnection connection = this.reconnector.connection();
		if (connection != null) {
			connection.stopTaking();
		}
		if (this.delivery != null) {
			this.delivery.end(new TopicClosedException(this.id + " is closed"));
		}
		checkProgress();
		return result;
	}

	private void checkProgress() {
		CompletableFuture<Void> waiting = this.flush;
		if (waiting != null && !waiting.isDone() && isSettled()) {
			waiting.complete(null);
		}
		if (this.streamEnded && this.sessions.alive() == 0 && !this.detours.isAnythingOpen()) {
			this.sessionsEnded.complete(null);
		}
	}

	private void heldChanged() {
		this.watch.changed(this.heldCommits);
		checkProgress();
	}

	private boolean isSettled() {
		if (this.ending || !this.heldCommits.isEmpty()) {
			return false;
		}
		if (this.delivery != null && this.delivery.isAnythingInHand()) {
			return false;
		}
		ReaderConnection connection = this.reconnector.connection();
		return connection == null || connection.commitsSettled();
	}

	@Override
	public void terminated(TopicException cause) {
		this.terminal = cause;
		this.streamEnded = true;
		this.sessions.drain();
		this.heldCommits.failAll(cause);
		if (this.delivery != null) {
			this.delivery.end(cause);
		}
		this.completions.execute(() -> {
			this.ready.completeExceptionally(cause);
			if (cause instanceof TopicClosedException) {
				this.terminated.complete(null);
			}
			else {
				this.terminated.completeExceptionally(cause);
			}
		});
		checkProgress();
	}

	/**
	 * Closes the stream, then waits until the end of each session was told, but not
	 * longer than the deadline and a grace. Harmless when repeated; the first deadline
	 * counts.
	 */
	CompletableFuture<Void> close(Duration deadline) {
		if (this.closing.compareAndSet(false, true)) {
			Scheduled limit = this.loop.schedule(this.id + " close limit",
					deadline.plus(this.streams.options().closeGrace().multipliedBy(2)),
					() -> this.sessionsEnded.complete(null));
			CompletableFuture.allOf(this.reconnector.close(deadline), this.sessionsEnded)
				.whenComplete((done, error) -> {
					limit.cancel();
					this.completions.execute(() -> this.closed.complete(null));
				});
		}
		return this.closed;
	}

	void pause(boolean paused) {
		this.loop.execute(() -> {
			this.pauses.all(paused);
			pausesChanged();
		});
	}

	void pause(String topic, long partitionId, boolean paused) {
		this.loop.execute(() -> {
			this.pauses.partition(topic, partitionId, paused);
			pausesChanged();
		});
	}

	private void pausesChanged() {
		ReaderConnection connection = this.reconnector.connection();
		if (connection != null) {
			this.sessions.pausesChanged(connection);
		}
	}

	SerialLoop loop() {
		return this.loop;
	}

	SerialLoop completions() {
		return this.completions;
	}

	/** The budget of the connection as of now; null without one. On the loop. */
	@Nullable ReadBudget budget() {
		ReaderConnection connection = this.reconnector.connection();
		return (connection != null) ? connection.budget() : null;
	}

	PartitionSessions sessions() {
		return this.sessions;
	}

	ReaderMeters meters() {
		return this.meters;
	}

	CompletableFuture<Void> ready() {
		return this.ready.copy();
	}

	CompletableFuture<Void> terminated() {
		return this.terminated.copy();
	}

	StreamStatus status() {
		return this.status.snapshot();
	}

	ReaderCounters counters() {
		return this.meters.snapshot(this.settings.bufferMaxBytes());
	}

	/** Why nothing more comes; null while the reader is open. From any thread. */
	@Nullable TopicException terminal() {
		return this.terminal;
	}

	@Override
	public String toString() {
		return this.id;
	}

}
