package io.ydbtopic.broker;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionResponse;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A read stream of a test. For one thread.
 */
final class ReadStream extends TestStream<FromClient, FromServer> {

	ReadStream(TopicServiceGrpc.TopicServiceStub stub) {
		super(stub::streamRead);
	}

	InitResponse init(String path, String consumer) {
		return init(request(path, consumer));
	}

	static InitRequest.Builder request(String path, String consumer, long... partitions) {
		InitRequest.Builder request = InitRequest.newBuilder().setConsumer(consumer);
		InitRequest.TopicReadSettings.Builder topic = request.addTopicsReadSettingsBuilder().setPath(path);
		for (long partition : partitions) {
			topic.addPartitionIds(partition);
		}
		return request;
	}

	InitResponse init(InitRequest.Builder request) {
		initOnly(request);
		FromServer answer = next();
		assertThat(answer.getStatus()).as(answer.toString()).isEqualTo(StatusCode.SUCCESS);
		return answer.getInitResponse();
	}

	void initOnly(InitRequest.Builder request) {
		send(FromClient.newBuilder().setInitRequest(request).build());
	}

	void grant(long bytes) {
		send(FromClient.newBuilder().setReadRequest(ReadRequest.newBuilder().setBytesSize(bytes)).build());
	}

	StartPartitionSessionRequest awaitStart() {
		return next(FromServer::hasStartPartitionSessionRequest).getStartPartitionSessionRequest();
	}

	StopPartitionSessionRequest awaitStop() {
		return next(FromServer::hasStopPartitionSessionRequest).getStopPartitionSessionRequest();
	}

	void confirmStart(long id) {
		confirmStart(StartPartitionSessionResponse.newBuilder().setPartitionSessionId(id));
	}

	void confirmStart(StartPartitionSessionResponse.Builder response) {
		send(FromClient.newBuilder().setStartPartitionSessionResponse(response).build());
	}

	/** Waits for the next partition and confirms it. */
	StartPartitionSessionRequest start() {
		StartPartitionSessionRequest start = awaitStart();
		confirmStart(start.getPartitionSession().getPartitionSessionId());
		return start;
	}

	void confirmStop(long id) {
		send(FromClient.newBuilder()
			.setStopPartitionSessionResponse(StopPartitionSessionResponse.newBuilder().setPartitionSessionId(id))
			.build());
	}

	void commitOnly(long id, long start, long end) {
		send(FromClient.newBuilder()
			.setCommitOffsetRequest(CommitOffsetRequest.newBuilder()
				.addCommitOffsets(CommitOffsetRequest.PartitionCommitOffset.newBuilder()
					.setPartitionSessionId(id)
					.addOffsets(OffsetsRange.newBuilder().setStart(start).setEnd(end))))
			.build());
	}

	/** Commits and waits for the answer; gives the offset in it. */
	long commit(long id, long start, long end) {
		commitOnly(id, start, end);
		return awaitCommitted();
	}

	long awaitCommitted() {
		return next(FromServer::hasCommitOffsetResponse).getCommitOffsetResponse()
			.getPartitionsCommittedOffsets(0)
			.getCommittedOffset();
	}

	ReadResponse awaitData() {
		return next(FromServer::hasReadResponse).getReadResponse();
	}

	/** Reads until so many messages came. */
	List<ReadResponse.MessageData> read(int count) {
		List<ReadResponse.MessageData> messages = new ArrayList<>();
		while (messages.size() < count) {
			messages.addAll(messages(awaitData()));
		}
		return messages;
	}

	static List<ReadResponse.MessageData> messages(ReadResponse response) {
		List<ReadResponse.MessageData> messages = new ArrayList<>();
		response.getPartitionDataList()
			.forEach((data) -> data.getBatchesList().forEach((batch) -> messages.addAll(batch.getMessageDataList())));
		return messages;
	}

	static List<Long> offsets(List<ReadResponse.MessageData> messages) {
		return messages.stream().map(ReadResponse.MessageData::getOffset).toList();
	}

	FromServer awaitFatal() {
		FromServer answer = next((message) -> message.getStatus() != StatusCode.SUCCESS);
		assertThat(answer.getServerMessageCase()).isEqualTo(FromServer.ServerMessageCase.SERVERMESSAGE_NOT_SET);
		assertThat(answer.getIssuesCount()).isEqualTo(1);
		assertThat(awaitEnd().isOk()).isTrue();
		return answer;
	}

}
