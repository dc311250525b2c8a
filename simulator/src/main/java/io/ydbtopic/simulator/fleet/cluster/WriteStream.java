package io.ydbtopic.simulator.fleet.cluster;

import io.grpc.stub.StreamObserver;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.Codec;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse.WriteAck;
import io.ydbtopic.proto.topic.SupportedCodecs;

/**
 * One write stream at a node: handshake, and acks of what is new to its producer. Not
 * thread-safe.
 */
final class WriteStream implements NodeStream, StreamObserver<FromClient> {

	private final ModelNode node;

	private final StreamObserver<FromServer> client;

	private final String sessionId;

	private String producer = "";

	private boolean over;

	WriteStream(ModelNode node, StreamObserver<FromServer> client, String sessionId) {
		this.node = node;
		this.client = client;
		this.sessionId = sessionId;
	}

	@Override
	public void onNext(FromClient message) {
		if (this.over) {
			return;
		}
		switch (message.getClientMessageCase()) {
			case INIT_REQUEST -> {
				this.producer = message.getInitRequest().getProducerId();
				this.node.handshake(this::admit);
			}
			case WRITE_REQUEST -> write(message.getWriteRequest());
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
		send(FromServer.newBuilder()
			.setInitResponse(InitResponse.newBuilder()
				.setSessionId(this.sessionId)
				.setLastSeqNo(this.node.cluster().lastSeqNo(this.producer))
				.setPartitionId(partition().id())
				.setSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(Codec.CODEC_RAW_VALUE))));
	}

	/** The partition of a producer stays the same. */
	private ModelPartition partition() {
		return this.node.cluster().partitionOf(this.producer);
	}

	private void write(WriteRequest request) {
		WriteResponse.Builder acks = WriteResponse.newBuilder().setPartitionId(partition().id());
		for (WriteRequest.MessageData message : request.getMessagesList()) {
			WriteAck.Builder ack = acks.addAcksBuilder().setSeqNo(message.getSeqNo());
			if (this.node.cluster().isNew(this.producer, message.getSeqNo())) {
				ack.getWrittenBuilder().setOffset(partition().append());
			}
			else {
				ack.getSkippedBuilder().setReason(WriteAck.Skipped.Reason.REASON_ALREADY_WRITTEN);
			}
		}
		send(FromServer.newBuilder().setWriteResponse(acks));
	}

	private void send(FromServer.Builder message) {
		this.client.onNext(message.setStatus(StatusCode.SUCCESS).build());
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
		this.over = true;
		this.node.ended(this);
	}

}
