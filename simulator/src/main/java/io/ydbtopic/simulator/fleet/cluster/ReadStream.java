package io.ydbtopic.simulator.fleet.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.consumer.OffsetsRange;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.Codec;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest.PartitionCommitOffset;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetResponse.PartitionCommittedOffset;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionRequest;
import io.ydbtopic.simulator.fleet.cluster.ModelPartition.Reading;

/**
 * One read stream at a node: handshake, partition sessions, a budget of bytes, commits.
 * Not thread-safe.
 */
final class ReadStream implements NodeStream, StreamObserver<FromClient> {

	/** What a message costs beside its content. */
	private static final int MESSAGE_OVERHEAD_BYTES = 50;

	private static final int MESSAGES_AT_ONCE_MAX = 100;

	private static final ByteString CONTENT = ByteString.copyFromUtf8("message");

	private final ModelNode node;

	private final StreamObserver<FromServer> client;

	private final String sessionId;

	/** The client's name for its reader; empty before the handshake. */
	private String reader = "";

	private final Map<Long, Reading> readings = new LinkedHashMap<>();

	/** Partitions that it has and may keep, the newest first. */
	private final Deque<ModelPartition> kept = new ArrayDeque<>();

	private long budget;

	private long sessions;

	private boolean joined;

	private boolean over;

	ReadStream(ModelNode node, StreamObserver<FromServer> client, String sessionId) {
		this.node = node;
		this.client = client;
		this.sessionId = sessionId;
	}

	ModelNode node() {
		return this.node;
	}

	String sessionId() {
		return this.sessionId;
	}

	String reader() {
		return this.reader;
	}

	/** How many partitions it has and may keep. */
	int load() {
		return this.kept.size();
	}

	@Override
	public void onNext(FromClient message) {
		if (this.over) {
			return;
		}
		switch (message.getClientMessageCase()) {
			case INIT_REQUEST -> {
				this.reader = message.getInitRequest().getReaderName();
				this.node.handshake(this::admit);
			}
			case READ_REQUEST -> {
				this.budget += message.getReadRequest().getBytesSize();
				this.readings.values().forEach(this::pump);
			}
			case COMMIT_OFFSET_REQUEST -> message.getCommitOffsetRequest().getCommitOffsetsList().forEach(this::commit);
			case START_PARTITION_SESSION_RESPONSE -> started(message.getStartPartitionSessionResponse());
			case STOP_PARTITION_SESSION_RESPONSE ->
				stopped(message.getStopPartitionSessionResponse().getPartitionSessionId());
			default -> throw new IllegalStateException("This cluster does not know " + message.getClientMessageCase());
		}
	}

	private void admit() {
		if (this.over) {
			return;
		}
		if (this.node.isIsolated()) {
			refuse();
			return;
		}
		send(FromServer.newBuilder().setInitResponse(InitResponse.newBuilder().setSessionId(this.sessionId)));
		this.joined = true;
		this.node.cluster().balance().join(this);
	}

	private void send(FromServer.Builder message) {
		this.client.onNext(message.setStatus(StatusCode.SUCCESS).build());
	}

	/** Gives it a partition. */
	void start(ModelPartition partition) {
		Reading reading = partition.giveTo(this, ++this.sessions);
		this.readings.put(reading.id(), reading);
		this.kept.push(partition);
		send(FromServer.newBuilder()
			.setStartPartitionSessionRequest(StartPartitionSessionRequest.newBuilder()
				.setPartitionSession(StreamReadMessage.PartitionSession.newBuilder()
					.setPartitionSessionId(reading.id())
					.setPath(ModelCluster.TOPIC_PATH)
					.setPartitionId(partition.id()))
				.setCommittedOffset(partition.committed())
				.setPartitionOffsets(io.ydbtopic.proto.topic.OffsetsRange.newBuilder()
					.setStart(partition.committed())
					.setEnd(partition.end()))));
	}

	private void started(StartPartitionSessionResponse answer) {
		Reading reading = this.readings.get(answer.getPartitionSessionId());
		if (reading != null && !reading.isStopping()) {
			reading.confirm(answer.hasReadOffset() ? answer.getReadOffset() : 0);
			this.node.cluster().listener().served(reading.partition().id());
			pump(reading);
		}
	}

	/** Asks one partition back, the newest. */
	void stopOne() {
		Reading reading = this.kept.pop().reading();
		if (reading == null) {
			throw new IllegalStateException(this.sessionId + " does not have what it keeps");
		}
		reading.stop();
		this.node.cluster().listener().unserved(reading.partition().id());
		send(FromServer.newBuilder()
			.setStopPartitionSessionRequest(StopPartitionSessionRequest.newBuilder()
				.setPartitionSessionId(reading.id())
				.setGraceful(true)
				.setCommittedOffset(reading.partition().committed())));
	}

	private void stopped(long id) {
		Reading reading = this.readings.remove(id);
		if (reading != null) {
			reading.partition().takeBack();
			this.node.cluster().balance().free(reading.partition());
		}
	}

	private void commit(PartitionCommitOffset commit) {
		Reading reading = this.readings.get(commit.getPartitionSessionId());
		if (reading == null) {
			return;
		}
		long before = reading.commits().prefixEnd();
		commit.getOffsetsList()
			.forEach((range) -> reading.commits().add(new OffsetsRange(range.getStart(), range.getEnd())));
		reading.commit();
		if (reading.commits().prefixEnd() > before) {
			send(FromServer.newBuilder()
				.setCommitOffsetResponse(CommitOffsetResponse.newBuilder()
					.addPartitionsCommittedOffsets(PartitionCommittedOffset.newBuilder()
						.setPartitionSessionId(reading.id())
						.setCommittedOffset(reading.commits().prefixEnd()))));
		}
	}

	/** Sends what there is, as far as the client wants it. */
	void pump(Reading reading) {
		int count = Math.min(MESSAGES_AT_ONCE_MAX, reading.unsent());
		if (this.over || count == 0 || this.budget <= 0) {
			return;
		}
		Timestamp now = this.node.now();
		ReadResponse.Batch.Builder batch = ReadResponse.Batch.newBuilder()
			.setCodec(Codec.CODEC_RAW_VALUE)
			.setWrittenAt(now);
		for (int i = 0; i < count; i++) {
			long offset = reading.next();
			batch.addMessageData(ReadResponse.MessageData.newBuilder()
				.setOffset(offset)
				.setSeqNo(offset + 1)
				.setCreatedAt(now)
				.setData(CONTENT)
				.setUncompressedSize(CONTENT.size()));
		}
		long bytes = (long) count * (CONTENT.size() + MESSAGE_OVERHEAD_BYTES);
		this.budget -= bytes;
		send(FromServer.newBuilder()
			.setReadResponse(ReadResponse.newBuilder()
				.setBytesSize(bytes)
				.addPartitionData(ReadResponse.PartitionData.newBuilder()
					.setPartitionSessionId(reading.id())
					.addBatches(batch))));
		pump(reading);
	}

	@Override
	public void onError(Throwable error) {
		end();
	}

	@Override
	public void onCompleted() {
		if (!this.over) {
			end();
			this.client.onCompleted();
		}
	}

	@Override
	public void refuse() {
		if (!this.over) {
			end();
			this.client.onNext(FromServer.newBuilder().setStatus(StatusCode.UNAVAILABLE).build());
			this.client.onCompleted();
		}
	}

	@Override
	public void end() {
		if (this.over) {
			return;
		}
		this.over = true;
		this.node.ended(this);
		List<Reading> left = List.copyOf(this.readings.values());
		this.readings.clear();
		this.kept.clear();
		if (this.joined) {
			this.node.cluster().balance().leave(this);
		}
		for (Reading reading : left) {
			if (!reading.isStopping()) {
				this.node.cluster().listener().unserved(reading.partition().id());
			}
			reading.partition().takeBack();
			this.node.cluster().balance().free(reading.partition());
		}
	}

	/** Says of what it has that nothing of it arrives any more. */
	void fallSilent() {
		this.readings.values().forEach((reading) -> this.node.cluster().listener().unserved(reading.partition().id()));
	}

}
