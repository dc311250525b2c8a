package io.ydbtopic.client.internal.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The one source of what health, metrics and logs tell about a stream. Changed on the
 * stream's loop; {@link #snapshot()} may be read from any thread. Listeners are told on
 * the user queue, in order.
 */
public final class StreamStatusTracker {

	/**
	 * After the first failures in a row, one line in so many is a warning, the rest
	 * debug.
	 */
	private static final int QUIET_AFTER = 3;

	private static final int WARN_EVERY = 10;

	private static final Duration HEALTHY_AFTER = Duration.ofSeconds(10);

	private final ClientRuntime runtime;

	private final SerialLoop userQueue;

	private final StreamEventListener listener;

	private volatile StreamStatus snapshot;

	/** What the last connection must do to be healthy; null before the first. */
	private volatile @Nullable HealthProof proof;

	public StreamStatusTracker(String id, StreamStatus.Kind kind, String name, List<String> topics,
			ClientRuntime runtime, SerialLoop userQueue, StreamEventListener listener) {
		this.runtime = runtime;
		this.userQueue = userQueue;
		this.listener = listener;
		Instant now = runtime.now();
		this.snapshot = new StreamStatus(id, kind, name, topics, StreamState.CONNECTING, now, 0, 0, null, null, now);
	}

	/** Which way the data goes. */
	StreamStatus.Kind kind() {
		return this.snapshot.kind();
	}

	/** The state now. */
	public StreamStatus snapshot() {
		StreamStatus last = this.snapshot;
		HealthProof wanted = this.proof;
		if (last.unhealthySince() != null && last.state() == StreamState.CONNECTED && wanted != null
				&& wanted.isGiven(this.runtime.nanoTime())) {
			return new StreamStatus(last.id(), last.kind(), last.name(), last.topics(), last.state(), last.since(),
					last.attempt(), last.reconnects(), last.lastError(), last.lastErrorAt(), null);
		}
		return last;
	}

	/** Connected, in a way that proves itself by living on. */
	public void connected() {
		connected(new HealthProof(this.runtime.nanoTime(), HEALTHY_AFTER, HEALTHY_AFTER, () -> false));
	}

	void connected(HealthProof wanted) {
		StreamStatus last = snapshot();
		this.proof = wanted;
		boolean firstTry = last.lastErrorAt() == null;
		publish(new StreamStatus(last.id(), last.kind(), last.name(), last.topics(), StreamState.CONNECTED,
				this.runtime.now(), 0, last.reconnects(), last.lastError(), last.lastErrorAt(),
				firstTry ? null : last.unhealthySince()), StreamEventListener::onConnected);
	}

	public void reconnecting(TopicException error, int attempt, Duration delay) {
		StreamStatus last = snapshot();
		boolean lost = last.state() == StreamState.CONNECTED;
		StreamState state = (last.state() == StreamState.CONNECTING) ? StreamState.CONNECTING
				: StreamState.RECONNECTING;
		Instant now = this.runtime.now();
		Instant unhealthySince = last.unhealthySince();
		publish(new StreamStatus(last.id(), last.kind(), last.name(), last.topics(), state,
				(state == last.state()) ? last.since() : now, attempt, last.reconnects() + (lost ? 1 : 0), error, now,
				(unhealthySince != null) ? unhealthySince : now),
				(target, status) -> target.onReconnecting(status, delay));
	}

	public void failed(TopicException error) {
		stopped(StreamState.FAILED, error);
	}

	public void closed() {
		stopped(StreamState.CLOSED, null);
	}

	private void stopped(StreamState state, @Nullable TopicException error) {
		StreamStatus last = snapshot();
		Instant now = this.runtime.now();
		Instant unhealthySince = last.unhealthySince();
		publish(new StreamStatus(last.id(), last.kind(), last.name(), last.topics(), state, now, last.attempt(),
				last.reconnects(), (error != null) ? error : last.lastError(),
				(error != null) ? now : last.lastErrorAt(),
				(error != null && unhealthySince == null) ? now : unhealthySince), StreamEventListener::onStopped);
	}

	/** Repeated failures must not flood the log. */
	Level levelOfFailure(int attempt) {
		return (attempt <= QUIET_AFTER || attempt % WARN_EVERY == 0) ? Level.WARN : Level.DEBUG;
	}

	private void publish(StreamStatus status, BiConsumer<StreamEventListener, StreamStatus> event) {
		this.snapshot = status;
		this.userQueue.execute(() -> event.accept(this.listener, status));
	}

}
