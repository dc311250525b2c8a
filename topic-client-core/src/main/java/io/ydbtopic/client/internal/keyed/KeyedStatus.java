package io.ydbtopic.client.internal.keyed;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.ydbtopic.client.error.Issue;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * Many streams as one status: connected when the partitions are known and no stream is
 * being reconnected. A split is no trouble. The trackers of the streams tell their events
 * here, on the keyed writer's loop.
 */
final class KeyedStatus implements StreamEventListener {

	private final StreamStatusTracker whole;

	/** Streams in trouble, by their id. */
	private final Map<String, StreamStatus> troubled = new HashMap<>();

	private boolean known;

	private boolean over;

	KeyedStatus(StreamStatusTracker whole) {
		this.whole = whole;
	}

	@Nullable TopicException lastError() {
		return this.whole.snapshot().lastError();
	}

	void partitionsKnown() {
		this.known = true;
		settle();
	}

	void partitionsDelayed(TopicException error, int attempt, Duration delay) {
		if (!this.known && !this.over) {
			this.whole.reconnecting(error, attempt, delay);
		}
	}

	@Override
	public void onConnected(StreamStatus status) {
		this.troubled.remove(status.id());
		settle();
	}

	@Override
	public void onReconnecting(StreamStatus status, Duration delay) {
		TopicException error = status.lastError();
		if (this.over || error == null || error.hasIssue(Issue.PARTITION_INACTIVE)) {
			return;
		}
		this.troubled.put(status.id(), status);
		this.whole.reconnecting(error, status.attempt(), delay);
	}

	@Override
	public void onStopped(StreamStatus status) {
		this.troubled.remove(status.id());
		settle();
	}

	private void settle() {
		if (this.known && !this.over && this.troubled.isEmpty()
				&& this.whole.snapshot().state() != StreamState.CONNECTED) {
			this.whole.connected();
		}
	}

	/**
	 * The end.
	 * @param failure why it failed; null if it was closed
	 */
	void ended(@Nullable TopicException failure) {
		this.over = true;
		if (failure != null) {
			this.whole.failed(failure);
		}
		else {
			this.whole.closed();
		}
	}

}
