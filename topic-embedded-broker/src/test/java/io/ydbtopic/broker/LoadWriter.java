package io.ydbtopic.broker;

import com.google.protobuf.ByteString;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * One producer of a load, alone in its partition, with a bounded number of messages on
 * their way. Its state is confined to the callbacks of its call.
 */
final class LoadWriter implements ClientResponseObserver<FromClient, FromServer> {

	static final int AVERAGE_BYTES = 8 * 1024;

	private static final int WINDOW = 16;

	private final String topic;

	private final int partition;

	private final String producer;

	private final long messages;

	private final LoadTally tally;

	private ClientCallStreamObserver<FromClient> call;

	private long sent;

	private long acked;

	LoadWriter(String topic, int partition, int number, long messages, LoadTally tally) {
		this.topic = topic;
		this.partition = partition;
		this.producer = "p" + number;
		this.messages = messages;
		this.tally = tally;
	}

	void open(TopicServiceGrpc.TopicServiceStub stub) {
		stub.streamWrite(this)
			.onNext(FromClient.newBuilder()
				.setInitRequest(InitRequest.newBuilder()
					.setPath(this.topic)
					.setProducerId(this.producer)
					.setPartitionId(this.partition))
				.build());
	}

	@Override
	public void beforeStart(ClientCallStreamObserver<FromClient> stream) {
		this.call = stream;
	}

	@Override
	public void onNext(FromServer answer) {
		if (answer.getStatus() != StatusCode.SUCCESS) {
			this.tally.violation(this + " was told " + answer);
			return;
		}
		answer.getWriteResponse().getAcksList().forEach((ack) -> {
			long seqNo = ++this.acked;
			if (ack.getSeqNo() != seqNo || ack.getWritten().getOffset() != seqNo - 1) {
				this.tally.violation(this + " got the ack " + ack + " (expected number " + seqNo + ")");
			}
			this.tally.acked(bytes(seqNo));
		});
		while (this.sent < this.messages && this.sent - this.acked < WINDOW) {
			long seqNo = ++this.sent;
			this.call.onNext(FromClient.newBuilder()
				.setWriteRequest(WriteRequest.newBuilder()
					.setCodec(1)
					.addMessages(WriteStream.message(seqNo, "").setData(ByteString.copyFrom(new byte[bytes(seqNo)]))))
				.build());
		}
	}

	/** From 2 KiB to 14 KiB. */
	static int bytes(long seqNo) {
		return AVERAGE_BYTES + (int) (seqNo % 7 - 3) * 2 * 1024;
	}

	@Override
	public void onError(Throwable error) {
		if (this.acked < this.messages) {
			this.tally.violation(this + " ended with " + error);
		}
	}

	@Override
	public void onCompleted() {
		this.tally.violation(this + " was ended by the broker");
	}

	@Override
	public String toString() {
		return "writer " + this.producer + " of " + this.topic + "/" + this.partition;
	}

}
