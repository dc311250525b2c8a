package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.PartitionLag;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamConnection;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSessionStatusRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionResponse;
import io.ydbtopic.proto.topic.UpdateTokenRequest;
import org.jspecify.annotations.Nullable;

/**
 * One read stream: its partition sessions, its read budget and its commits. What it tells
 * and is told in words of the protocol; what happens to data is its {@link Sessions}'
 * matter. Confined to the reader's loop.
 */
final class ReaderConnection extends StreamConnection<FromClient, ReadFrame> {

	private final ClientRuntime runtime;

	private final ReaderSettings settings;

	private final Sessions sessions;

	private final ReaderMeters meters;

	private final CommitResults commitResults;

	private final CommitQueue commitQueue;

	private final LagWatch lagWatch;

	private final CommitWatch commitWatch;

	private final SerialLoop loop;

	private final ReadBudget budget;

	/** Sessions that the server considers alive. */
	private final Map<Long, PartitionTrack> tracks = new LinkedHashMap<>();

	/** Bytes are granted; false once the reader is being closed. */
	private boolean taking = true;

	/** The server's name for this stream; empty before the handshake. */
	private String readSessionId = "";

	ReaderConnection(String id, ClientRuntime runtime, SerialLoop loop, StreamOptions options,
			StreamTransport<FromClient, ReadFrame> transport, ReaderSettings settings, Sessions sessions,
			ReaderMeters meters, CommitResults commitResults) {
		super(id, runtime, loop, options, transport);
		this.runtime = runtime;
		this.settings = settings;
		this.sessions = sessions;
		this.meters = meters;
		this.commitResults = commitResults;
		this.commitQueue = new CommitQueue(loop, this::sendCommits, sessions::committed);
		this.loop = loop;
		this.lagWatch = new LagWatch(id, runtime, loop, commitResults.completions(), settings, meters,
				this.tracks::values, this::askStatus);
		this.commitWatch = new CommitWatch(id, loop, settings.commitTimeout(), this.tracks::values, this::stuck);
		this.budget = new ReadBudget(settings.bufferMaxBytes());
	}

	@Override
	protected FromClient handshakeRequest() {
		InitRequest.Builder init = InitRequest.newBuilder()
			.setReaderName(this.settings.name())
			.setAutoPartitioningSupport(this.settings.autoPartitioning())
			.setPartitionMaxInFlightBytes(this.settings.partitionMaxInFlightBytes());
		String consumer = this.settings.consumer();
		if (consumer != null) {
			init.setConsumer(consumer);
		}
		this.settings.topics().forEach((topic) -> init.addTopicsReadSettings(source(topic)));
		return FromClient.newBuilder().setInitRequest(init).build();
	}

	static InitRequest.TopicReadSettings source(TopicSource topic) {
		InitRequest.TopicReadSettings.Builder source = InitRequest.TopicReadSettings.newBuilder()
			.setPath(topic.path())
			.addAllPartitionIds(topic.partitionIds());
		Instant readFrom = topic.readFrom();
		if (readFrom != null) {
			source.getReadFromBuilder().setSeconds(readFrom.getEpochSecond()).setNanos(readFrom.getNano());
		}
		Duration maxLag = topic.maxLag();
		if (maxLag != null) {
			source.getMaxLagBuilder().setSeconds(maxLag.getSeconds()).setNanos(maxLag.getNano());
		}
		return source.build();
	}

	@Override
	protected FromClient tokenRequest(String token) {
		return FromClient.newBuilder().setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken(token)).build();
	}

	@Override
	protected @Nullable TopicException failureOf(ReadFrame frame) {
		// Data is taken for data only where the status is good.
		return (frame instanceof ReadFrame.Control control)
				? StatusMapping.failureOf(control.message().getStatus(), control.message().getIssuesList(), context())
				: null;
	}

	private String context() {
		return id() + ": read stream of " + this.settings.topics().stream().map(TopicSource::path).toList()
				+ " for consumer '" + this.settings.consumer() + "'";
	}

	@Override
	protected boolean isTokenResponse(ReadFrame frame) {
		return frame instanceof ReadFrame.Control control && control.message().hasUpdateTokenResponse();
	}

	@Override
	protected @Nullable TopicException onHandshake(ReadFrame frame) {
		if (!(frame instanceof ReadFrame.Control control)) {
			return violation("the first answer is not an init response but data");
		}
		FromServer message = control.message();
		if (!message.hasInitResponse()) {
			return violation("the first answer is not an init response but " + message.getServerMessageCase());
		}
		this.readSessionId = message.getInitResponse().getSessionId();
		return null;
	}

	/** The first grant: the whole buffer. */
	void begin() {
		this.lagWatch.start();
		grant();
	}

	@Override
	protected void onData(ReadFrame frame) {
		if (frame instanceof ReceivedData data) {
			onRead(data);
		}
		else if (frame instanceof ReadFrame.Control control) {
			onControl(control.message());
		}
	}

	private void onControl(FromServer message) {
		switch (message.getServerMessageCase()) {
			case READ_RESPONSE -> fail(violation("data beside something else in one message"));
			case START_PARTITION_SESSION_REQUEST -> onStart(message.getStartPartitionSessionRequest());
			case STOP_PARTITION_SESSION_REQUEST -> {
				var stop = message.getStopPartitionSessionRequest();
				onStop(stop.getPartitionSessionId(), stop.getGraceful(), stop.getCommittedOffset());
			}
			case END_PARTITION_SESSION -> {
				var end = message.getEndPartitionSession();
				PartitionTrack track = this.tracks.get(end.getPartitionSessionId());
				if (track != null) {
					this.sessions.finished(track, end.getChildPartitionIdsList());
				}
			}
			case COMMIT_OFFSET_RESPONSE -> onCommitted(message.getCommitOffsetResponse());
			case PARTITION_SESSION_STATUS_RESPONSE -> {
				var status = message.getPartitionSessionStatusResponse();
				PartitionTrack track = this.tracks.get(status.getPartitionSessionId());
				if (track != null) {
					this.lagWatch.answered(track, status);
				}
			}
			default -> {
				// A newer server may say more than this client knows; direct read is not
				// used.
			}
		}
	}

	private void onRead(ReceivedData response) {
		this.budget.receive(response.bytesSize());
		ReaderMeters.raise(this.meters.bytesReceived, response.bytesSize());
		this.meters.lastDataMillis.lazySet(this.runtime.nowMillis());
		long weightLeft = 0;
		for (ReceivedData.Partition data : response.partitions()) {
			weightLeft += data.wireBytes();
		}
		long bytesLeft = response.bytesSize();
		for (ReceivedData.Partition data : response.partitions()) {
			int weight = data.wireBytes();
			long share = (weight == weightLeft) ? bytesLeft : (long) (bytesLeft * ((double) weight / weightLeft));
			weightLeft -= weight;
			bytesLeft -= share;
			onPartitionData(data, share);
		}
		release(bytesLeft);
	}

	private void onPartitionData(ReceivedData.Partition data, long bytes) {
		ReaderMeters.raise(this.meters.received, data.messages());
		PartitionTrack track = this.tracks.get(data.sessionId());
		if (data.messages() == 0 || track == null || !track.isActive() || track.isStopRequested()) {
			release(bytes);
			return;
		}
		if (!data.isInOrder()) {
			release(bytes);
			fail(violation("offsets of partition session " + data.sessionId() + " are out of order"));
			return;
		}
		Arrived arrived = new Arrived(data, bytes, this);
		// What came before, or is before the place that was asked for, is not wanted.
		if (arrived.skipTo(track.receivedEnd())) {
			this.sessions.arrived(track, arrived);
		}
	}

	private void onStart(StartPartitionSessionRequest request) {
		var session = request.getPartitionSession();
		long sessionId = session.getPartitionSessionId();
		if (this.tracks.containsKey(sessionId)) {
			fail(violation("partition session " + sessionId + " was started twice"));
			return;
		}
		PartitionTrack track = new PartitionTrack(this, sessionId, session.getPath(), session.getPartitionId(),
				request.getCommittedOffset(), request.getPartitionOffsets().getEnd(),
				this.runtime.newUserQueue(id() + "/" + sessionId + "-p" + session.getPartitionId()));
		this.tracks.put(sessionId, track);
		this.sessions.starting(track);
	}

	/** Answers a start; the server sends data from now on. */
	void answerStart(PartitionTrack track, StartPosition position) {
		StartPartitionSessionResponse.Builder response = StartPartitionSessionResponse.newBuilder()
			.setPartitionSessionId(track.sessionId());
		Long readOffset = position.readOffset();
		if (readOffset != null) {
			response.setReadOffset(readOffset);
		}
		Long commitOffset = position.commitOffset();
		if (commitOffset != null) {
			response.setCommitOffset(commitOffset);
		}
		send(FromClient.newBuilder().setStartPartitionSessionResponse(response).build());
		if (track.commits().ranges().hasRequest()) {
			this.commitQueue.add(track);
		}
	}

	private void onStop(long sessionId, boolean graceful, long committedOffset) {
		PartitionTrack track = this.tracks.get(sessionId);
		if (track == null) {
			return;
		}
		track.committedBy(committedOffset);
		if (!graceful) {
			this.tracks.remove(sessionId);
			this.sessions.lost(track);
		}
		else if (!track.isStopRequested()) {
			this.sessions.stopping(track);
		}
	}

	/** Gives the partition back; it may go to somebody else from now on. */
	void answerStop(PartitionTrack track) {
		this.tracks.remove(track.sessionId());
		send(FromClient.newBuilder()
			.setStopPartitionSessionResponse(StopPartitionSessionResponse.newBuilder()
				.setPartitionSessionId(track.sessionId())
				.setGraceful(true))
			.build());
	}

	private void askStatus(PartitionTrack track) {
		send(FromClient.newBuilder()
			.setPartitionSessionStatusRequest(
					PartitionSessionStatusRequest.newBuilder().setPartitionSessionId(track.sessionId()))
			.build());
	}

	/** Asks how far behind a partition is, from any thread. */
	CompletableFuture<PartitionLag> askLag(PartitionTrack track) {
		CompletableFuture<PartitionLag> result = new CompletableFuture<>();
		this.loop.execute(() -> this.lagWatch.ask(track, result));
		return result;
	}

	/** Hands out messages of a session from another offset on, from any thread. */
	CompletableFuture<Void> seek(PartitionTrack track, long offset) {
		CompletableFuture<Void> result = new CompletableFuture<>();
		this.loop.execute(() -> {
			if (track.isActive() && !track.isStopRequested()) {
				this.sessions.sought(track, offset);
				this.commitResults.succeed(List.of(result));
			}
			else {
				this.commitResults.completions().execute(() -> result.completeExceptionally(track.endedException()));
			}
		});
		return result;
	}

	/** The connection is over: nothing is looked for any more. */
	void stopWatching() {
		this.lagWatch.stop();
		this.commitWatch.stop();
	}

	LagWatch lagWatch() {
		return this.lagWatch;
	}

	private void onCommitted(CommitOffsetResponse response) {
		for (CommitOffsetResponse.PartitionCommittedOffset committed : response.getPartitionsCommittedOffsetsList()) {
			PartitionTrack track = this.tracks.get(committed.getPartitionSessionId());
			if (track != null) {
				track.committedBy(committed.getCommittedOffset());
				this.sessions.committed(track);
			}
		}
		this.meters.lastCommitMillis.lazySet(this.runtime.nowMillis());
		markDataMoved();
	}

	private void sendCommits(CommitOffsetRequest request) {
		ReaderMeters.raise(this.meters.commits, 1);
		send(FromClient.newBuilder().setCommitOffsetRequest(request).build());
		this.commitWatch.asked();
	}

	private void stuck(PartitionTrack track) {
		fail(new TopicException(
				context() + ": no commit of topic '" + track.topic() + "' partition " + track.partitionId()
						+ " confirmed within " + this.settings.commitTimeout()
						+ " though one was asked for: the server's session is stuck",
				StatusCode.CLIENT_ACK_TIMEOUT, RetryVerdict.RETRY_FAST));
	}

	CommitQueue commitQueue() {
		return this.commitQueue;
	}

	CommitResults commitResults() {
		return this.commitResults;
	}

	String readSessionId() {
		return this.readSessionId;
	}

	/** Whether no commit waits to be sent or answered. */
	boolean commitsSettled() {
		return this.commitQueue.isEmpty() && this.tracks.values().stream().allMatch(PartitionTrack::commitsSettled);
	}

	/** The application has taken messages. */
	void taken(long bytes) {
		markDataMoved();
		release(bytes);
	}

	/** Bytes that nobody holds any more go back to the server. */
	void release(long bytes) {
		if (bytes != 0) {
			this.budget.release(bytes);
			grant();
		}
		this.meters.held.lazySet(this.budget.held());
	}

	private void grant() {
		if (!isReady() || !this.taking) {
			return;
		}
		long bytes = this.budget.nextGrant();
		if (bytes > 0) {
			ReaderMeters.raise(this.meters.readRequests, 1);
			send(FromClient.newBuilder().setReadRequest(ReadRequest.newBuilder().setBytesSize(bytes)).build());
		}
	}

	/** The reader is being closed: the server is asked for nothing more. */
	void stopTaking() {
		this.taking = false;
		this.tracks.values().forEach((track) -> track.standStill(nanoTime()));
	}

	long nanoTime() {
		return this.runtime.nanoTime();
	}

	void checkConsumer() {
		if (this.settings.consumer() == null) {
			throw new IllegalStateException(
					id() + ": a commit without a consumer (expected: a reader with a consumer in its settings)");
		}
	}

	/** The sessions that are alive, for the end of the connection. */
	List<PartitionTrack> drainTracks() {
		List<PartitionTrack> left = new ArrayList<>(this.tracks.values());
		this.tracks.clear();
		return left;
	}

	List<PartitionTrack> tracks() {
		return List.copyOf(this.tracks.values());
	}

	/** The application does not want a batch now. From any thread. */
	void handBack(PartitionTrack track, DefaultBatch<?> batch, Duration delay) {
		this.loop.execute(() -> this.sessions.handedBack(track, batch, delay));
	}

	@Nullable String consumer() {
		return this.settings.consumer();
	}

	/**
	 * A transaction has moved a partition's offset: the server does not say so itself.
	 * From any thread.
	 */
	void committedInTransaction(PartitionTrack track, long end) {
		this.loop.execute(() -> {
			if (this.tracks.get(track.sessionId()) == track) {
				track.committedBy(end);
				this.sessions.committed(track);
				markDataMoved();
			}
		});
	}

	/**
	 * A transaction that read a partition has come to nothing, or nobody knows: only a
	 * new stream tells from where to read. From any thread.
	 */
	void readAgain(PartitionTrack track) {
		this.loop.execute(() -> {
			if (this.tracks.get(track.sessionId()) == track) {
				fail(new TopicException(
						id() + ": a transaction that read partition " + track.partitionId()
								+ " was not committed; the stream is opened anew to read it again",
						StatusCode.ABORTED, RetryVerdict.RETRY_FAST));
			}
		});
	}

	/** User code of a session failed in a way that only a new stream mends. */
	void failedByUser(String what, @Nullable Throwable cause) {
		fail(new TopicException(id() + ": " + what, StatusCode.CLIENT_INTERNAL, List.of(), RetryVerdict.RETRY_SLOW,
				cause));
	}

	ReadBudget budget() {
		return this.budget;
	}

	private TopicException violation(String what) {
		return new TopicException(context() + ": " + what, StatusCode.CLIENT_PROTOCOL_VIOLATION,
				RetryVerdict.RETRY_SLOW);
	}

	/** Who decides what happens to sessions and their data; on the loop. */
	interface Sessions {

		void starting(PartitionTrack track);

		void arrived(PartitionTrack track, Arrived data);

		void stopping(PartitionTrack track);

		void lost(PartitionTrack track);

		void finished(PartitionTrack track, List<Long> children);

		void committed(PartitionTrack track);

		void handedBack(PartitionTrack track, DefaultBatch<?> batch, Duration delay);

		void sought(PartitionTrack track, long offset);

	}

}
