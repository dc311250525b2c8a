package io.ydbtopic.client.internal.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.ydbtopic.client.internal.stream.ScriptedCall;
import io.ydbtopic.client.internal.stream.ScriptedTransport;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest.PartitionCommitOffset;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.EndPartitionSession;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSession;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSessionStatusResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionRequest;

/**
 * A server that a test drives by hand: it answers the handshake, keeps the account of
 * granted bytes and refuses what the real one would end the stream for.
 */
public final class FakeReadServer {

	/** What a message adds to a response beside its payload, made odd on purpose. */
	public static final int OVERHEAD = 37;

	private final ScriptedTransport<FromClient, FromServer> transport = new ScriptedTransport<>();

	private final List<PartitionCommitOffset> commits = new ArrayList<>();

	private final List<StartPartitionSessionResponse> starts = new ArrayList<>();

	private final List<Long> statusRequests = new ArrayList<>();

	private final List<Long> stops = new ArrayList<>();

	private long granted;

	private int grants;

	private int commitRequests;

	/** Whether commits are answered at once. */
	public boolean answersCommits = true;

	/** What writers say of the size of each message before compression; 0 for nothing. */
	public long declaredSize;

	/** When messages are said to be written. */
	public Instant writtenAt = Instant.EPOCH;

	public FakeReadServer() {
		this.transport.onOpen(this::serve);
	}

	private void serve(ScriptedCall<FromClient, FromServer> call) {
		this.granted = 0;
		call.onMessage((message) -> {
			switch (message.getClientMessageCase()) {
				case INIT_REQUEST ->
					call.reply(ok().setInitResponse(InitResponse.newBuilder().setSessionId("read-session")).build());
				case READ_REQUEST -> {
					this.granted += message.getReadRequest().getBytesSize();
					this.grants++;
				}
				case START_PARTITION_SESSION_RESPONSE -> this.starts.add(message.getStartPartitionSessionResponse());
				case STOP_PARTITION_SESSION_RESPONSE ->
					this.stops.add(message.getStopPartitionSessionResponse().getPartitionSessionId());
				case COMMIT_OFFSET_REQUEST -> {
					this.commitRequests++;
					message.getCommitOffsetRequest().getCommitOffsetsList().forEach((commit) -> commit(call, commit));
				}
				case PARTITION_SESSION_STATUS_REQUEST ->
					this.statusRequests.add(message.getPartitionSessionStatusRequest().getPartitionSessionId());
				default -> throw new AssertionError("unexpected: " + message.getClientMessageCase());
			}
		});
	}

	private void commit(ScriptedCall<FromClient, FromServer> call, PartitionCommitOffset commit) {
		this.commits.add(commit);
		if (this.answersCommits) {
			OffsetsRange last = commit.getOffsets(commit.getOffsetsCount() - 1);
			call.reply(committed(commit.getPartitionSessionId(), last.getEnd()));
		}
	}

	private static FromServer.Builder ok() {
		return FromServer.newBuilder().setStatus(StatusCode.SUCCESS);
	}

	/** The answer to commits up to an offset. */
	public static FromServer committed(long sessionId, long offset) {
		CommitOffsetResponse.Builder response = CommitOffsetResponse.newBuilder();
		response.addPartitionsCommittedOffsetsBuilder().setPartitionSessionId(sessionId).setCommittedOffset(offset);
		return ok().setCommitOffsetResponse(response).build();
	}

	/** Gives a partition of topic "orders". */
	public void start(long sessionId, long partition, long committed) {
		this.transport.last()
			.reply(ok()
				.setStartPartitionSessionRequest(StartPartitionSessionRequest.newBuilder()
					.setPartitionSession(PartitionSession.newBuilder()
						.setPartitionSessionId(sessionId)
						.setPath("/local/orders")
						.setPartitionId(partition))
					.setCommittedOffset(committed)
					.setPartitionOffsets(OffsetsRange.newBuilder().setStart(committed).setEnd(committed + 100)))
				.build());
	}

	/**
	 * Sends messages with the payloads "offset" of so many offsets, and charges for them.
	 */
	public void data(long sessionId, long firstOffset, int count) {
		data(sessionId, firstOffset, count, 0);
	}

	/** The same with padded payloads. */
	public void data(long sessionId, long firstOffset, int count, int padding) {
		ReadResponse.Builder response = ReadResponse.newBuilder();
		ReadResponse.Batch.Builder batch = response.addPartitionDataBuilder()
			.setPartitionSessionId(sessionId)
			.addBatchesBuilder()
			.setProducerId("shop")
			.setWrittenAt(time(this.writtenAt))
			.setCodec(1);
		long bytes = 0;
		for (long offset = firstOffset; offset < firstOffset + count; offset++) {
			ByteString payload = ByteString.copyFromUtf8(offset + " ".repeat(padding));
			batch.addMessageDataBuilder()
				.setOffset(offset)
				.setSeqNo(offset + 1)
				.setData(payload)
				.setUncompressedSize(this.declaredSize);
			bytes += payload.size() + OVERHEAD;
		}
		this.granted -= bytes;
		this.transport.last().reply(ok().setReadResponse(response.setBytesSize(bytes)).build());
	}

	private static Timestamp time(Instant instant) {
		return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
	}

	/** Tells the status of a partition. */
	public void status(long sessionId, long committed, long read, long end, Instant writtenUpTo) {
		this.transport.last()
			.reply(ok()
				.setPartitionSessionStatusResponse(PartitionSessionStatusResponse.newBuilder()
					.setPartitionSessionId(sessionId)
					.setPartitionOffsets(OffsetsRange.newBuilder().setStart(committed).setEnd(end))
					.setCommittedOffset(committed)
					.setReadOffset(read)
					.setWriteTimeHighWatermark(time(writtenUpTo)))
				.build());
	}

	/** Sessions whose status was asked for. */
	public List<Long> statusRequests() {
		return this.statusRequests;
	}

	/** Asks for a partition, or takes it. */
	public void stop(long sessionId, boolean graceful, long committed) {
		this.transport.last()
			.reply(ok()
				.setStopPartitionSessionRequest(StopPartitionSessionRequest.newBuilder()
					.setPartitionSessionId(sessionId)
					.setGraceful(graceful)
					.setCommittedOffset(committed))
				.build());
	}

	/** Says that a partition has no more. */
	public void end(long sessionId, Long... children) {
		this.transport.last()
			.reply(ok()
				.setEndPartitionSession(EndPartitionSession.newBuilder()
					.setPartitionSessionId(sessionId)
					.addAllChildPartitionIds(List.of(children)))
				.build());
	}

	public ScriptedTransport<FromClient, FromServer> transport() {
		return this.transport;
	}

	/** Commits as they came, "session:start-end". */
	public List<String> commits() {
		return this.commits.stream()
			.map((commit) -> commit.getPartitionSessionId() + ":" + commit.getOffsets(0).getStart() + "-"
					+ commit.getOffsets(commit.getOffsetsCount() - 1).getEnd())
			.toList();
	}

	/** How many requests the commits came in. */
	public int commitRequests() {
		return this.commitRequests;
	}

	public List<StartPartitionSessionResponse> starts() {
		return this.starts;
	}

	public List<Long> stops() {
		return this.stops;
	}

	/** What the client lets this server send, now. */
	public long granted() {
		return this.granted;
	}

	/** How many requests the grants came in. */
	public int grants() {
		return this.grants;
	}

}
