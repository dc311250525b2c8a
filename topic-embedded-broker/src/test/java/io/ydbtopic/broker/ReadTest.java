package io.ydbtopic.broker;

import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSessionStatusRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSessionStatusResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class ReadTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing,audit").topic("two:2:billing"));

	private void fill(int count) {
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		for (int i = 1; i <= count; i++) {
			writer.write(i);
		}
	}

	private ReadStream reader() {
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		return reader;
	}

	private FromServer refused(InitRequest.Builder init) {
		ReadStream reader = this.test.reader();
		reader.initOnly(init);
		return reader.awaitFatal();
	}

	@Test
	void theHandshakeIsChecked() {
		assertThat(refused(InitRequest.newBuilder().setConsumer("billing")).getStatus())
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(refused(ReadStream.request("", "billing")).getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(refused(ReadStream.request("orders", "billing", -1)).getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		InitRequest.Builder before = ReadStream.request("orders", "billing");
		before.getTopicsReadSettingsBuilder(0).setReadFrom(Timestamp.newBuilder().setSeconds(-5));
		assertThat(refused(before).getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		FromServer unknownConsumer = refused(ReadStream.request("orders", "nobody"));
		assertThat(unknownConsumer.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(unknownConsumer.getIssues(0).getMessage()).contains("'nobody'");
		FromServer unknownTopic = refused(ReadStream.request("missing", "billing"));
		assertThat(unknownTopic.getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(unknownTopic.getIssues(0).getIssueCode()).isEqualTo(500017);
	}

	@Test
	void aMissingTopicAmongOthersIsLeftOut() {
		InitRequest.Builder request = ReadStream.request("missing", "billing");
		request.addTopicsReadSettingsBuilder().setPath("orders");
		ReadStream reader = this.test.reader();
		reader.init(request);
		assertThat(reader.awaitStart().getPartitionSession().getPath()).isEqualTo("/local/orders");
	}

	@Test
	void partitionsAreCheckedAfterTheInitAnswer() {
		ReadStream none = this.test.reader();
		none.init(ReadStream.request("orders", ""));
		assertThat(none.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		ReadStream unknown = this.test.reader();
		unknown.init(ReadStream.request("orders", "billing", 1));
		assertThat(unknown.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void onlyAnInitRequestMayComeFirst() {
		ReadStream reader = this.test.reader();
		reader.grant(1);
		assertThat(reader.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		ReadStream twice = reader();
		twice.initOnly(ReadStream.request("orders", "billing"));
		assertThat(twice.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		ReadStream empty = reader();
		empty.send(FromClient.getDefaultInstance());
		assertThat(empty.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void nothingIsSentBeforeTheStartIsConfirmedAndTheBudgetGranted() {
		fill(1);
		ReadStream reader = reader();
		StartPartitionSessionRequest start = reader.awaitStart();
		assertThat(start.getPartitionSession().getPartitionSessionId()).isEqualTo(1);
		assertThat(start.hasPartitionLocation()).isFalse();
		reader.grant(1_000);
		reader.assertSilent();
		reader.confirmStart(1);
		assertThat(reader.read(1)).hasSize(1);
		ReadStream poor = this.test.reader();
		poor.init("orders", "audit");
		poor.start();
		poor.assertSilent();
	}

	@Test
	void theBudgetIsKeptAndItsDebtIsPaidFirst() {
		fill(3);
		ReadStream reader = reader();
		reader.start();
		reader.grant(1);
		ReadResponse first = reader.awaitData();
		assertThat(ReadStream.messages(first)).hasSize(1);
		assertThat(first.getBytesSize()).isGreaterThan(1);
		reader.assertSilent();
		reader.grant(first.getBytesSize() - 1);
		reader.assertSilent();
		reader.grant(1);
		assertThat(ReadStream.offsets(ReadStream.messages(reader.awaitData()))).containsExactly(1L);
	}

	@Test
	void responsesStayWithinTheBudget() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		WriteRequest.Builder request = WriteRequest.newBuilder().setCodec(1);
		for (int i = 1; i <= 200; i++) {
			request.addMessages(WriteStream.message(i, "x".repeat(1_000)));
		}
		writer.writeOnly(request);
		writer.response();
		ReadStream reader = reader();
		reader.start();
		long granted = 10_000;
		reader.grant(granted);
		long received = 0;
		int messages = 0;
		while (messages < 200) {
			ReadResponse response = reader.awaitData();
			received += response.getBytesSize();
			messages += ReadStream.messages(response).size();
			assertThat(received).isLessThanOrEqualTo(granted + 1_200);
			granted += response.getBytesSize();
			reader.grant(response.getBytesSize());
		}
		assertThat(messages).isEqualTo(200);
	}

	@Test
	void aChangeOfCodecOrProducerBeginsANewBatch() {
		WriteStream first = this.test.writer();
		first.init("orders", "a");
		WriteStream second = this.test.writer();
		second.init("orders", "b");
		first.write(1, 2);
		first.writeOnly(WriteRequest.newBuilder().setCodec(2).addMessages(WriteStream.message(3, "z")));
		first.response();
		second.write(1);
		ReadStream reader = reader();
		reader.start();
		reader.grant(1_000_000);
		ReadResponse response = reader.awaitData();
		assertThat(response.getPartitionDataCount()).isEqualTo(1);
		List<ReadResponse.Batch> batches = response.getPartitionData(0).getBatchesList();
		assertThat(batches).extracting(ReadResponse.Batch::getProducerId).containsExactly("a", "a", "b");
		assertThat(batches).extracting(ReadResponse.Batch::getCodec).containsExactly(1, 2, 1);
		assertThat(batches.get(0).getMessageDataCount()).isEqualTo(2);
		assertThat(batches.get(0).getMessageData(0).getMessageGroupId()).isEqualTo("a");
		assertThat(batches.get(0).getMessageData(0).hasCreatedAt()).isTrue();
		assertThat(batches.get(0).getWriteSessionMetaMap()).containsKey("_ip");
		assertThat(batches.get(0).getWrittenAt().getSeconds()).isPositive();
	}

	@Test
	void aReadOffsetSkipsMessagesAndACommitOffsetCommitsThem() {
		fill(5);
		ReadStream reader = reader();
		long id = reader.awaitStart().getPartitionSession().getPartitionSessionId();
		reader.confirmStart(StartPartitionSessionResponse.newBuilder()
			.setPartitionSessionId(id)
			.setReadOffset(3)
			.setCommitOffset(2));
		reader.grant(1_000_000);
		assertThat(ReadStream.offsets(reader.read(2))).containsExactly(3L, 4L);
		assertThat(this.test.broker().committedOffset("orders", 0, "billing")).isEqualTo(2);
		assertThat(reader.commit(id, 2, 5)).isEqualTo(5);
	}

	@Test
	void aReadOffsetBeyondTheEndWaits() {
		fill(1);
		ReadStream reader = reader();
		reader.awaitStart();
		reader.confirmStart(StartPartitionSessionResponse.newBuilder().setPartitionSessionId(1).setReadOffset(2));
		reader.grant(1_000_000);
		reader.assertSilent();
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		writer.write(2, 3);
		assertThat(ReadStream.offsets(reader.read(1))).containsExactly(2L);
	}

	@Test
	void startAnswersThatContradictTheLogEndTheStream() {
		fill(5);
		ReadStream first = reader();
		first.start();
		first.commit(1, 0, 3);
		first.halfClose();
		first.awaitEnd();
		assertStartRefused(StartPartitionSessionResponse.newBuilder().setReadOffset(2));
		assertStartRefused(StartPartitionSessionResponse.newBuilder().setReadOffset(4).setCommitOffset(5));
		assertStartRefused(StartPartitionSessionResponse.newBuilder().setCommitOffset(2));
		assertStartRefused(StartPartitionSessionResponse.newBuilder().setReadOffset(9).setCommitOffset(6));
		ReadStream twice = reader();
		twice.start();
		twice.confirmStart(1);
		assertThat(twice.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		ReadStream unknown = reader();
		unknown.confirmStart(77);
		assertThat(unknown.awaitStart().getCommittedOffset()).isEqualTo(3);
	}

	private void assertStartRefused(StartPartitionSessionResponse.Builder response) {
		ReadStream reader = reader();
		long id = reader.awaitStart().getPartitionSession().getPartitionSessionId();
		reader.confirmStart(response.setPartitionSessionId(id));
		assertThat(reader.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void statusTellsCommittedEndAndReadOffset() {
		fill(4);
		ReadStream reader = reader();
		reader.start();
		reader.grant(1_000_000);
		reader.read(4);
		reader.commit(1, 0, 2);
		reader.send(FromClient.newBuilder()
			.setPartitionSessionStatusRequest(PartitionSessionStatusRequest.newBuilder().setPartitionSessionId(99))
			.build());
		reader.send(FromClient.newBuilder()
			.setPartitionSessionStatusRequest(PartitionSessionStatusRequest.newBuilder().setPartitionSessionId(1))
			.build());
		PartitionSessionStatusResponse status = reader.next(FromServer::hasPartitionSessionStatusResponse)
			.getPartitionSessionStatusResponse();
		assertThat(status.getPartitionSessionId()).isEqualTo(1);
		assertThat(status.getPartitionOffsets().getStart()).isEqualTo(2);
		assertThat(status.getPartitionOffsets().getEnd()).isEqualTo(4);
		assertThat(status.getCommittedOffset()).isEqualTo(2);
		assertThat(status.getReadOffset()).isEqualTo(4);
		assertThat(status.getWriteTimeHighWatermark().getSeconds()).isPositive();
	}

	@Test
	void manySessionsReadAPartitionWithoutAConsumer() {
		fill(2);
		for (int i = 0; i < 2; i++) {
			ReadStream reader = this.test.reader();
			reader.init(ReadStream.request("orders", "", 0));
			assertThat(reader.start().getCommittedOffset()).isZero();
			reader.grant(1_000_000);
			assertThat(ReadStream.offsets(reader.read(2))).containsExactly(0L, 1L);
		}
	}

	@Test
	void withoutAConsumerNothingIsCommitted() {
		fill(2);
		ReadStream commits = this.test.reader();
		commits.init(ReadStream.request("orders", "", 0));
		commits.start();
		commits.commitOnly(1, 0, 1);
		assertThat(commits.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		ReadStream start = this.test.reader();
		start.init(ReadStream.request("orders", "", 0));
		start.awaitStart();
		start.confirmStart(StartPartitionSessionResponse.newBuilder().setPartitionSessionId(1).setCommitOffset(0));
		assertThat(start.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		ReadStream stop = this.test.reader();
		stop.init(ReadStream.request("orders", "", 0));
		stop.start();
		stop.confirmStop(1);
		assertThat(stop.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void oneSessionReadsManyTopics() {
		InitRequest.Builder request = ReadStream.request("orders", "billing");
		request.addTopicsReadSettingsBuilder().setPath("two");
		ReadStream reader = this.test.reader();
		reader.init(request);
		List<String> started = List.of(name(reader.start()), name(reader.start()), name(reader.start()));
		assertThat(started).containsExactlyInAnyOrder("/local/orders/0", "/local/two/0", "/local/two/1");
	}

	private static String name(StartPartitionSessionRequest start) {
		return start.getPartitionSession().getPath() + "/" + start.getPartitionSession().getPartitionId();
	}

	@Test
	void halfCloseEndsAtOnceAndFreesThePartitions() {
		ReadStream first = reader();
		first.start();
		first.halfClose();
		assertThat(first.awaitEnd().isOk()).isTrue();
		assertThat(reader().awaitStart().getPartitionSession().getPartitionId()).isZero();
	}

	@Test
	void aDroppedTopicStopsItsPartitionsAndThenTheStream() {
		ReadStream reader = reader();
		reader.start();
		this.test.topics().dropTopic(DropTopicRequest.newBuilder().setPath("orders").build());
		StopPartitionSessionRequest stop = reader.awaitStop();
		assertThat(stop.getGraceful()).isFalse();
		assertThat(reader.awaitFatal().getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
	}

	@Test
	void aSlowReaderDoesNotMakeTheBrokerBuffer() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		for (int i = 1; i <= 40; i++) {
			writer.writeOnly(WriteRequest.newBuilder()
				.setCodec(1)
				.addMessages(WriteRequest.MessageData.newBuilder()
					.setSeqNo(i)
					.setData(ByteString.copyFrom(new byte[1_000_000]))));
			writer.response();
		}
		ReadStream reader = reader();
		reader.start();
		reader.grant(Long.MAX_VALUE);
		assertThat(ReadStream.offsets(reader.read(40))).hasSize(40).isSorted();
	}

}
