package io.ydbtopic.benchmarks.clients;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.jspecify.annotations.Nullable;

/** Generated stubs alone, on the thread of the call: the floor. */
public final class BareReader implements ReadLoad, ClientResponseObserver<FromClient, FromServer> {

	private final ManagedChannel channel;

	private final Handled handled;

	private @Nullable ClientCallStreamObserver<FromClient> call;

	/** A reader of a topic that the stub server understands. */
	public BareReader(int port, String topic, Handled handled) {
		this.handled = handled;
		this.channel = NettyChannelBuilder.forAddress("localhost", port)
			.usePlaintext()
			.maxInboundMessageSize(64 << 20)
			.build();
		TopicServiceGrpc.newStub(this.channel).streamRead(this);
		send(FromClient.newBuilder()
			.setInitRequest(InitRequest.newBuilder()
				.setConsumer("bench")
				.addTopicsReadSettings(InitRequest.TopicReadSettings.newBuilder().setPath(topic))));
	}

	private void send(FromClient.Builder message) {
		ClientCallStreamObserver<FromClient> current = this.call;
		if (current != null) {
			current.onNext(message.build());
		}
	}

	@Override
	public void beforeStart(ClientCallStreamObserver<FromClient> requests) {
		this.call = requests;
	}

	@Override
	public void onNext(FromServer message) {
		switch (message.getServerMessageCase()) {
			case INIT_RESPONSE -> credit(64 << 20);
			case START_PARTITION_SESSION_REQUEST -> send(FromClient.newBuilder()
				.setStartPartitionSessionResponse(StartPartitionSessionResponse.newBuilder()
					.setPartitionSessionId(
							message.getStartPartitionSessionRequest().getPartitionSession().getPartitionSessionId())));
			case READ_RESPONSE -> read(message.getReadResponse());
			default -> {
				// Answers to commits.
			}
		}
	}

	private void credit(long bytes) {
		send(FromClient.newBuilder().setReadRequest(ReadRequest.newBuilder().setBytesSize(bytes)));
	}

	private void read(ReadResponse response) {
		CommitOffsetRequest.Builder commit = CommitOffsetRequest.newBuilder();
		for (ReadResponse.PartitionData data : response.getPartitionDataList()) {
			for (ReadResponse.Batch batch : data.getBatchesList()) {
				long bytes = 0;
				for (ReadResponse.MessageData message : batch.getMessageDataList()) {
					bytes += message.getData().size();
					if (this.handled.isObserved()) {
						this.handled.show(message.getOffset(), message.getData().asReadOnlyByteBuffer());
					}
				}
				this.handled.add(batch.getMessageDataCount(), bytes);
				commit.addCommitOffsetsBuilder()
					.setPartitionSessionId(data.getPartitionSessionId())
					.addOffsets(OffsetsRange.newBuilder()
						.setStart(batch.getMessageData(0).getOffset())
						.setEnd(batch.getMessageData(batch.getMessageDataCount() - 1).getOffset() + 1));
			}
		}
		send(FromClient.newBuilder().setCommitOffsetRequest(commit));
		credit(response.getBytesSize());
	}

	@Override
	public void onError(Throwable error) {
		// The measurement sees that nothing comes any more.
	}

	@Override
	public void onCompleted() {
		// As above.
	}

	@Override
	public void close() {
		ClientCallStreamObserver<FromClient> current = this.call;
		if (current != null) {
			current.cancel("done", null);
		}
		this.channel.shutdownNow();
	}

}
