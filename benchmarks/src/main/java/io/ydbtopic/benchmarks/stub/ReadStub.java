package io.ydbtopic.benchmarks.stub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSession;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.UpdateTokenResponse;

/**
 * Serves prepared batches without end, within the credit that the client has given. The
 * path of the topic says what:
 * {@code read-<messages a response>-<bytes>-<partitions>-<codec>[-<name>]}, or
 * {@code relay-<name>} for what is written to that topic meanwhile. Offsets start at the
 * number of cuts times {@link #EPOCH}, so that a client can tell what came after one. Its
 * monitor keeps the threads of the call, of a cut and of relays apart.
 */
final class ReadStub implements StreamObserver<byte[]>, OpenStreams.Stream {

	/** Offsets between two cuts. */
	static final long EPOCH = 1L << 40;

	private final ServerCallStreamObserver<byte[]> answers;

	private final OpenStreams streams;

	private final List<PreparedBatch> batches = new ArrayList<>();

	private final ArrayDeque<List<byte[]>> relayed = new ArrayDeque<>();

	private final long firstOffset;

	private long[] offsets = new long[0];

	private int started;

	private int next;

	private long credit;

	private boolean over;

	ReadStub(ServerCallStreamObserver<byte[]> answers, OpenStreams streams) {
		this.answers = answers;
		this.streams = streams;
		this.firstOffset = streams.cuts() * EPOCH;
		answers.setOnReadyHandler(this::pump);
		answers.setOnCancelHandler(this::end);
		streams.add(this);
	}

	@Override
	public synchronized void onNext(byte[] frame) {
		if (this.over) {
			return;
		}
		try {
			FromClient request = FromClient.parseFrom(frame);
			switch (request.getClientMessageCase()) {
				case INIT_REQUEST -> init(request.getInitRequest());
				case READ_REQUEST -> this.credit += request.getReadRequest().getBytesSize();
				case START_PARTITION_SESSION_RESPONSE -> this.started++;
				case COMMIT_OFFSET_REQUEST -> commit(request.getCommitOffsetRequest());
				case UPDATE_TOKEN_REQUEST ->
					answer(FromServer.newBuilder().setUpdateTokenResponse(UpdateTokenResponse.getDefaultInstance()));
				default -> {
					// Nothing that a benchmark depends on.
				}
			}
			pump();
		}
		catch (InvalidProtocolBufferException ex) {
			this.answers.onError(ex);
		}
	}

	private void init(InitRequest request) {
		answer(FromServer.newBuilder().setInitResponse(InitResponse.newBuilder().setSessionId("session")));
		int sessions = 0;
		for (InitRequest.TopicReadSettings topic : request.getTopicsReadSettingsList()) {
			String name = topic.getPath().substring(topic.getPath().lastIndexOf('/') + 1);
			int partitions = 1;
			if (name.startsWith("relay-")) {
				this.streams.relay(name, this);
			}
			else {
				partitions = prepare(name.split("-"), sessions);
			}
			for (int i = 0; i < partitions; i++) {
				sessions++;
				startSession(topic.getPath(), i, sessions);
			}
		}
		this.offsets = new long[sessions];
		Arrays.fill(this.offsets, this.firstOffset);
	}

	private int prepare(String[] parts, int sessionsBefore) {
		int messages = Integer.parseInt(parts[1]);
		int bytes = Integer.parseInt(parts[2]);
		int partitions = Integer.parseInt(parts[3]);
		int codec = Integer.parseInt(parts[4]);
		byte[] payload = Payloads.encode(Payloads.json(1, bytes)[0], codec);
		for (int i = 0; i < partitions; i++) {
			this.batches.add(PreparedBatch.of(sessionsBefore + i + 1, messages, payload, codec, bytes));
		}
		return partitions;
	}

	private void startSession(String path, int partition, int session) {
		answer(FromServer.newBuilder()
			.setStartPartitionSessionRequest(StartPartitionSessionRequest.newBuilder()
				.setCommittedOffset(this.firstOffset)
				.setPartitionSession(PartitionSession.newBuilder()
					.setPartitionSessionId(session)
					.setPartitionId(partition)
					.setPath(path))
				.setPartitionOffsets(OffsetsRange.newBuilder().setEnd(Long.MAX_VALUE >> 8))));
	}

	private void commit(CommitOffsetRequest request) {
		CommitOffsetResponse.Builder response = CommitOffsetResponse.newBuilder();
		for (CommitOffsetRequest.PartitionCommitOffset each : request.getCommitOffsetsList()) {
			response.addPartitionsCommittedOffsetsBuilder()
				.setPartitionSessionId(each.getPartitionSessionId())
				.setCommittedOffset(each.getOffsets(each.getOffsetsCount() - 1).getEnd());
		}
		answer(FromServer.newBuilder().setCommitOffsetResponse(response));
	}

	private synchronized void pump() {
		if (this.offsets.length == 0 || this.started < this.offsets.length) {
			return;
		}
		while (!this.over && this.credit > 0 && this.answers.isReady()) {
			if (this.batches.isEmpty()) {
				List<byte[]> payloads = this.relayed.poll();
				if (payloads == null) {
					return;
				}
				relay(payloads);
			}
			else {
				PreparedBatch batch = this.batches.get(this.next);
				this.answers.onNext(batch.at(this.offsets[this.next]));
				this.offsets[this.next] += batch.messages();
				this.credit -= batch.creditBytes();
				this.next = (this.next + 1) % this.batches.size();
			}
		}
	}

	/** Takes what was written to its topic. */
	synchronized void offer(List<byte[]> payloads) {
		if (!this.over) {
			this.relayed.add(payloads);
			pump();
		}
	}

	private void relay(List<byte[]> payloads) {
		ReadResponse.Batch.Builder batch = ReadResponse.Batch.newBuilder().setCodec(1).setProducerId("producer");
		long bytes = 0;
		for (byte[] payload : payloads) {
			batch.addMessageData(ReadResponse.MessageData.newBuilder()
				.setOffset(this.offsets[0]++)
				.setSeqNo(this.offsets[0])
				.setData(ByteString.copyFrom(payload))
				.setUncompressedSize(payload.length)
				.setMessageGroupId("producer"));
			bytes += payload.length;
		}
		this.credit -= bytes;
		answer(FromServer.newBuilder()
			.setReadResponse(ReadResponse.newBuilder()
				.setBytesSize(bytes)
				.addPartitionData(ReadResponse.PartitionData.newBuilder().setPartitionSessionId(1).addBatches(batch))));
	}

	private void answer(FromServer.Builder message) {
		this.answers.onNext(message.setStatus(StatusCode.SUCCESS).build().toByteArray());
	}

	@Override
	public synchronized void cut() {
		if (!this.over) {
			this.over = true;
			this.answers.onError(Status.UNAVAILABLE.withDescription("cut").asRuntimeException());
		}
	}

	@Override
	public void onError(Throwable error) {
		end();
	}

	@Override
	public synchronized void onCompleted() {
		if (!this.over) {
			this.answers.onCompleted();
		}
		end();
	}

	private synchronized void end() {
		this.over = true;
		this.streams.remove(this);
	}

}
