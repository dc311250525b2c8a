package io.ydbtopic.benchmarks.stub;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSession;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.UpdateTokenResponse;

/**
 * Serves prepared batches without end, within the credit that the client has given. The
 * path of the topic says what: {@code read-<messages a response>-<bytes>[-<partitions>]}.
 * For the thread of its call.
 */
final class ReadStub implements StreamObserver<byte[]> {

	private final ServerCallStreamObserver<byte[]> answers;

	private PreparedBatch[] batches = new PreparedBatch[0];

	private long[] offsets = new long[0];

	private int started;

	private int next;

	private long credit;

	private boolean over;

	ReadStub(ServerCallStreamObserver<byte[]> answers) {
		this.answers = answers;
		answers.setOnReadyHandler(this::pump);
		answers.setOnCancelHandler(() -> this.over = true);
	}

	@Override
	public void onNext(byte[] frame) {
		try {
			FromClient request = FromClient.parseFrom(frame);
			switch (request.getClientMessageCase()) {
				case INIT_REQUEST -> init(request.getInitRequest().getTopicsReadSettings(0).getPath());
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

	private void init(String path) {
		String[] parts = path.substring(path.lastIndexOf('/') + 1).split("-");
		int messages = Integer.parseInt(parts[1]);
		byte[] payload = new byte[Integer.parseInt(parts[2])];
		int partitions = (parts.length > 3) ? Integer.parseInt(parts[3]) : 1;
		this.batches = new PreparedBatch[partitions];
		this.offsets = new long[partitions];
		answer(FromServer.newBuilder().setInitResponse(InitResponse.newBuilder().setSessionId("session")));
		for (int i = 0; i < partitions; i++) {
			this.batches[i] = PreparedBatch.of(i + 1, messages, payload, 1, payload.length);
			answer(FromServer.newBuilder()
				.setStartPartitionSessionRequest(StartPartitionSessionRequest.newBuilder()
					.setPartitionSession(
							PartitionSession.newBuilder().setPartitionSessionId(i + 1).setPartitionId(i).setPath(path))
					.setPartitionOffsets(OffsetsRange.newBuilder().setEnd(Long.MAX_VALUE >> 8))));
		}
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

	private void pump() {
		if (this.batches.length == 0 || this.started < this.batches.length) {
			return;
		}
		while (!this.over && this.credit > 0 && this.answers.isReady()) {
			PreparedBatch batch = this.batches[this.next];
			this.answers.onNext(batch.at(this.offsets[this.next]));
			this.offsets[this.next] += batch.messages();
			this.credit -= batch.creditBytes();
			this.next = (this.next + 1) % this.batches.length;
		}
	}

	private void answer(FromServer.Builder message) {
		this.answers.onNext(message.setStatus(StatusCode.SUCCESS).build().toByteArray());
	}

	@Override
	public void onError(Throwable error) {
		this.over = true;
	}

	@Override
	public void onCompleted() {
		this.over = true;
		this.answers.onCompleted();
	}

}
