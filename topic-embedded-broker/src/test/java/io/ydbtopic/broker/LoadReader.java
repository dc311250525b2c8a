package io.ydbtopic.broker;

import java.util.HashMap;
import java.util.Map;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest.PartitionCommitOffset;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionResponse;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * One reader of a load: it checks the order in each partition and commits all it reads.
 * Its state is confined to the callbacks of its call.
 */
final class LoadReader implements ClientResponseObserver<FromClient, FromServer> {

	private static final long CREDIT_BYTES = 256 * 1024;

	private final String topic;

	private final int topicNumber;

	private final LoadTally tally;

	private final Map<Long, Position> positions = new HashMap<>();

	private ClientCallStreamObserver<FromClient> call;

	LoadReader(String topic, int topicNumber, LoadTally tally) {
		this.topic = topic;
		this.topicNumber = topicNumber;
		this.tally = tally;
	}

	/** How far a partition session has come. */
	private static final class Position {

		private final long partition;

		private long next;

		Position(long partition, long next) {
			this.partition = partition;
			this.next = next;
		}

	}

	void open(TopicServiceGrpc.TopicServiceStub stub) {
		stub.streamRead(this)
			.onNext(FromClient.newBuilder().setInitRequest(ReadStream.request(this.topic, "billing")).build());
	}

	@Override
	public void beforeStart(ClientCallStreamObserver<FromClient> stream) {
		this.call = stream;
	}

	@Override
	public void onNext(FromServer message) {
		if (message.getStatus() != StatusCode.SUCCESS) {
			this.tally.violation(this + " was told " + message);
			return;
		}
		switch (message.getServerMessageCase()) {
			case INIT_RESPONSE -> grant(CREDIT_BYTES);
			case START_PARTITION_SESSION_REQUEST -> start(message.getStartPartitionSessionRequest());
			case STOP_PARTITION_SESSION_REQUEST -> stop(message.getStopPartitionSessionRequest());
			case READ_RESPONSE -> read(message.getReadResponse());
			case COMMIT_OFFSET_RESPONSE ->
				message.getCommitOffsetResponse().getPartitionsCommittedOffsetsList().forEach((each) -> {
					Position position = this.positions.get(each.getPartitionSessionId());
					if (position != null) {
						this.tally.committed(this.topicNumber, position.partition, each.getCommittedOffset());
					}
				});
			default -> {
				// Nothing else matters to the load.
			}
		}
	}

	private void grant(long bytes) {
		this.call.onNext(FromClient.newBuilder().setReadRequest(ReadRequest.newBuilder().setBytesSize(bytes)).build());
	}

	private void start(StartPartitionSessionRequest start) {
		long id = start.getPartitionSession().getPartitionSessionId();
		long partition = start.getPartitionSession().getPartitionId();
		this.positions.put(id, new Position(partition, start.getCommittedOffset()));
		this.tally.committed(this.topicNumber, partition, start.getCommittedOffset());
		this.call.onNext(FromClient.newBuilder()
			.setStartPartitionSessionResponse(StartPartitionSessionResponse.newBuilder().setPartitionSessionId(id))
			.build());
	}

	private void stop(StopPartitionSessionRequest stop) {
		long id = stop.getPartitionSessionId();
		this.positions.remove(id);
		if (stop.getGraceful()) {
			this.call.onNext(FromClient.newBuilder()
				.setStopPartitionSessionResponse(StopPartitionSessionResponse.newBuilder().setPartitionSessionId(id))
				.build());
		}
	}

	private void read(ReadResponse response) {
		CommitOffsetRequest.Builder commit = CommitOffsetRequest.newBuilder();
		response.getPartitionDataList().forEach((data) -> {
			Position position = this.positions.get(data.getPartitionSessionId());
			if (position == null) {
				this.tally.violation(this + " got data of the ended session " + data.getPartitionSessionId());
				return;
			}
			long from = position.next;
			data.getBatchesList()
				.forEach((batch) -> batch.getMessageDataList().forEach((message) -> check(position, message)));
			commit.addCommitOffsets(PartitionCommitOffset.newBuilder()
				.setPartitionSessionId(data.getPartitionSessionId())
				.addOffsets(OffsetsRange.newBuilder().setStart(from).setEnd(position.next)));
		});
		this.call.onNext(FromClient.newBuilder().setCommitOffsetRequest(commit).build());
		grant(response.getBytesSize());
	}

	/** One producer writes to a partition, from number 1 on. */
	private void check(Position position, ReadResponse.MessageData message) {
		if (message.getOffset() != position.next || message.getSeqNo() != position.next + 1
				|| message.getData().size() != LoadWriter.bytes(message.getSeqNo())) {
			this.tally.violation(this + " got offset " + message.getOffset() + ", number " + message.getSeqNo() + ", "
					+ message.getData().size() + " bytes of partition " + position.partition + " (expected offset "
					+ position.next + ")");
		}
		position.next = message.getOffset() + 1;
		this.tally.read(message.getData().size());
	}

	@Override
	public void onError(Throwable error) {
		if (!this.tally.isDone()) {
			this.tally.violation(this + " ended with " + error);
		}
	}

	@Override
	public void onCompleted() {
		this.tally.violation(this + " was ended by the broker");
	}

	@Override
	public String toString() {
		return "reader of " + this.topic;
	}

}
