package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamOwner;
import io.ydbtopic.client.internal.stream.StreamReconnector;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;

/**
 * A stream without a consumer that reads one partition from an offset on, while the
 * reader's own stream keeps the partition: any session may read any partition so. It
 * reconnects like every stream and goes on where it was. Confined to the reader's loop.
 */
final class Replay implements StreamOwner<ReaderConnection>, ReaderConnection.Sessions {

	private final String id;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final ReadStreams streams;

	private final ReaderSettings settings;

	/** The first offset that is still wanted. */
	private final LongSupplier next;

	private final Target target;

	/** Its bytes are not the reader's buffer, and its commits none. */
	private final ReaderMeters meters = new ReaderMeters();

	private final CommitResults noCommits;

	private final StreamReconnector<ReaderConnection> reconnector;

	Replay(String id, ClientRuntime runtime, SerialLoop loop, SerialLoop completions, ReadStreams streams,
			ReaderSettings settings, LongSupplier next, Target target) {
		this.id = id;
		this.runtime = runtime;
		this.loop = loop;
		this.streams = streams;
		this.settings = settings;
		this.next = next;
		this.target = target;
		this.noCommits = new CommitResults(completions, PartitionListener.NONE, this.meters);
		StreamStatusTracker status = new StreamStatusTracker(id, StreamStatus.Kind.READER, settings.name(),
				List.of(settings.topics().get(0).path()), runtime, completions, new StreamEventListener() {
				});
		this.reconnector = new StreamReconnector<>(id, runtime, loop, streams.policies().get(), this, status);
	}

	void start() {
		this.reconnector.start();
	}

	/** Done when its stream has ended. */
	CompletableFuture<Void> close() {
		return this.reconnector.close(Duration.ZERO);
	}

	@Override
	public ReaderConnection connect(String connectionId) {
		return new ReaderConnection(connectionId, this.runtime, this.loop, this.streams.options(),
				this.streams.replays(), this.settings, this, this.meters, this.noCommits);
	}

	@Override
	public void connected(ReaderConnection connection) {
		connection.begin();
	}

	@Override
	public void disconnected(ReaderConnection connection, TopicException error) {
		connection.drainTracks().forEach((track) -> track.deactivate(PartitionEnd.STREAM_LOST));
	}

	@Override
	public CompletableFuture<?> flush() {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void terminated(TopicException cause) {
		if (!(cause instanceof TopicClosedException)) {
			this.target.failed(cause);
		}
	}

	@Override
	public void starting(PartitionTrack track) {
		track.connection().answerStart(track, StartPosition.readFrom(this.next.getAsLong()));
	}

	@Override
	public void arrived(PartitionTrack track, Arrived data) {
		this.target.arrived(data);
	}

	@Override
	public void finished(PartitionTrack track, List<Long> children) {
		this.target.finished();
	}

	@Override
	public void stopping(PartitionTrack track) {
		// A session without a consumer has nothing to give back.
	}

	@Override
	public void lost(PartitionTrack track) {
		// The reader's own stream hears of it too, and ends the partition.
	}

	@Override
	public void committed(PartitionTrack track) {
		// It commits nothing.
	}

	@Override
	public void handedBack(PartitionTrack track, DefaultBatch<?> batch, Duration delay) {
		// Batches belong to the session of the reader's own stream.
	}

	@Override
	public void sought(PartitionTrack track, long offset) {
		// As above.
	}

	@Override
	public String toString() {
		return this.id;
	}

	/** Who wants the messages; on the loop. */
	interface Target {

		void arrived(Arrived data);

		/** The partition has no more messages. */
		void finished();

		/** The stream has ended for good. */
		void failed(TopicException cause);

	}

}
