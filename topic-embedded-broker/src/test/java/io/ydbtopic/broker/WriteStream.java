package io.ydbtopic.broker;

import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.ByteString;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A write stream of a test. For one thread.
 */
final class WriteStream extends TestStream<FromClient, FromServer> {

	WriteStream(TopicServiceGrpc.TopicServiceStub stub) {
		super(stub::streamWrite);
	}

	InitResponse init(String path, String producer) {
		return init(InitRequest.newBuilder().setPath(path).setProducerId(producer));
	}

	InitResponse init(InitRequest.Builder request) {
		send(FromClient.newBuilder().setInitRequest(request).build());
		FromServer answer = next();
		assertThat(answer.getStatus()).as(answer.toString()).isEqualTo(StatusCode.SUCCESS);
		return answer.getInitResponse();
	}

	void initOnly(InitRequest.Builder request) {
		send(FromClient.newBuilder().setInitRequest(request).build());
	}

	static WriteRequest.MessageData.Builder message(long seqNo, String data) {
		return WriteRequest.MessageData.newBuilder().setSeqNo(seqNo).setData(ByteString.copyFromUtf8(data));
	}

	void writeOnly(WriteRequest.Builder request) {
		send(FromClient.newBuilder().setWriteRequest(request).build());
	}

	void writeOnly(long... seqNos) {
		WriteRequest.Builder request = WriteRequest.newBuilder().setCodec(1);
		for (long seqNo : seqNos) {
			request.addMessages(message(seqNo, "m" + seqNo));
		}
		writeOnly(request);
	}

	WriteResponse write(long... seqNos) {
		writeOnly(seqNos);
		return response();
	}

	WriteResponse response() {
		FromServer answer = next();
		assertThat(answer.getStatus()).as(answer.toString()).isEqualTo(StatusCode.SUCCESS);
		assertThat(answer.hasWriteResponse()).isTrue();
		return answer.getWriteResponse();
	}

	/** Offsets of the acks, -1 for skipped ones. */
	static List<Long> offsets(WriteResponse response) {
		List<Long> offsets = new ArrayList<>();
		response.getAcksList().forEach((ack) -> offsets.add(ack.hasWritten() ? ack.getWritten().getOffset() : -1L));
		return offsets;
	}

	/** The fatal message, then the end of the call with OK. */
	FromServer awaitFatal() {
		FromServer answer = next((message) -> message.getStatus() != StatusCode.SUCCESS);
		assertThat(answer.getServerMessageCase()).isEqualTo(FromServer.ServerMessageCase.SERVERMESSAGE_NOT_SET);
		assertThat(answer.getIssuesCount()).isEqualTo(1);
		assertThat(answer.getIssues(0).getSeverity()).isEqualTo(1);
		assertThat(awaitEnd().isOk()).isTrue();
		return answer;
	}

}
