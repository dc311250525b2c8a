package io.ydbtopic.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.AlterConsumer;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest.PartitionCommitOffset;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.DirectReadAck;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSessionStatusRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules of reading ({@code R1} to {@code R37}) that no broader test shows.
 */
class ReadRulesTest {

	private final MutableClock clock = new MutableClock();

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.clock(this.clock)
		.topic("orders:1:billing,audit")
		.topic("two:2:billing")
		.topic("four:4:billing"));

	private void write(String topic, long partition, String producer, long... seqNos) {
		WriteStream writer = this.test.writer();
		writer.init(StreamWriteMessage.InitRequest.newBuilder()
			.setPath(topic)
			.setProducerId(producer)
			.setPartitionId(partition));
		writer.write(seqNos);
	}

	private ReadStream reader(String topic, String consumer) {
		return reader(ReadStream.request(topic, consumer));
	}

	private ReadStream reader(InitRequest.Builder request) {
		ReadStream reader = this.test.reader();
		reader.init(request);
		return reader;
	}

	private static StartPartitionSessionResponse.Builder confirmation(long id) {
		return StartPartitionSessionResponse.newBuilder().setPartitionSessionId(id);
	}

	private static List<Long> seqNos(List<ReadResponse.MessageData> messages) {
		return messages.stream().map(ReadResponse.MessageData::getSeqNo).toList();
	}

	private long committed() {
		return this.test.broker().committedOffset("orders", 0, "billing");
	}

	@Test
	void directReadingAndReaderNamesChangeNothing() {
		write("orders", 0, "p", 1);
		ReadStream reader = reader(
				ReadStream.request("orders", "billing").setDirectRead(true).setReaderName("somebody"));
		assertThat(reader.start().hasPartitionLocation()).isFalse();
		reader.grant(1_000);
		assertThat(reader.read(1)).hasSize(1);
		reader.send(FromClient.newBuilder()
			.setDirectReadAck(DirectReadAck.newBuilder().setPartitionSessionId(77).setDirectReadId(5))
			.build());
		assertThat(reader.commit(1, 0, 1)).isEqualTo(1);
	}

	@Test
	void theLargestOfTheTimeLimitsCountsAndNothingIsCommitted() {
		write("orders", 0, "p", 1);
		for (int i = 2; i <= 5; i++) {
			this.clock.advance(Duration.ofSeconds(100));
			write("orders", 0, "p", i);
		}
		long now = this.clock.instant().getEpochSecond();
		this.test.topics()
			.alterTopic(AlterTopicRequest.newBuilder()
				.setPath("orders")
				.addAlterConsumers(AlterConsumer.newBuilder()
					.setName("billing")
					.setSetReadFrom(Timestamp.newBuilder().setSeconds(now - 250)))
				.build());
		assertThat(seqNosSince(0, 0)).containsExactly(3L, 4L, 5L);
		assertThat(seqNosSince(now - 150, 0)).containsExactly(4L, 5L);
		assertThat(seqNosSince(now - 150, 50)).containsExactly(5L);
		assertThat(seqNosSince(now - 150, 350)).containsExactly(4L, 5L);
		assertThat(seqNosSince(now - 400, 350)).containsExactly(3L, 4L, 5L);
		assertThat(committed()).isZero();
	}

	private List<Long> seqNosSince(long readFromSeconds, long maxLagSeconds) {
		InitRequest.Builder request = ReadStream.request("orders", "billing");
		InitRequest.TopicReadSettings.Builder settings = request.getTopicsReadSettingsBuilder(0);
		if (readFromSeconds > 0) {
			settings.getReadFromBuilder().setSeconds(readFromSeconds);
		}
		if (maxLagSeconds > 0) {
			settings.getMaxLagBuilder().setSeconds(maxLagSeconds);
		}
		ReadStream reader = reader(request);
		assertThat(reader.start().getCommittedOffset()).isZero();
		reader.grant(1_000_000);
		List<ReadResponse.MessageData> messages = new ArrayList<>();
		while (messages.isEmpty() || messages.get(messages.size() - 1).getSeqNo() < 5) {
			messages.addAll(ReadStream.messages(reader.awaitData()));
		}
		reader.halfClose();
		reader.awaitEnd();
		return seqNos(messages);
	}

	@Test
	void whatIsPassedOverIsNoEmptyResponse() {
		write("orders", 0, "p", 1, 2);
		this.clock.advance(Duration.ofSeconds(100));
		InitRequest.Builder request = ReadStream.request("orders", "billing");
		request.getTopicsReadSettingsBuilder(0).getMaxLagBuilder().setSeconds(50);
		ReadStream reader = reader(request);
		reader.start();
		reader.grant(1_000_000);
		reader.assertSilent();
		write("orders", 0, "p", 3);
		assertThat(seqNos(reader.read(1))).containsExactly(3L);
		assertThat(reader.commit(1, 0, 3)).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/local/orders", "/local//orders", "/local/orders/" })
	void anAbsolutePathComesBackAsItWasSubscribed(String path) {
		assertThat(reader(path, "billing").awaitStart().getPartitionSession().getPath()).isEqualTo(path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "local/orders" })
	void aRelativePathComesBackAbsolute(String path) {
		assertThat(reader(path, "billing").awaitStart().getPartitionSession().getPath()).isEqualTo("/local/orders");
	}

	@Test
	void aStartTellsWhereThePartitionIs() {
		write("orders", 0, "p", 1, 2, 3, 4, 5, 6);
		ReadStream reader = reader("orders", "billing");
		StartPartitionSessionRequest start = reader.start();
		assertThat(start.getCommittedOffset()).isZero();
		assertThat(start.getPartitionOffsets()).isEqualTo(OffsetsRange.newBuilder().setStart(0).setEnd(6).build());
		assertThat(start.hasPartitionLocation()).isFalse();
		assertThat(reader.commit(1, 0, 4)).isEqualTo(4);
		reader.halfClose();
		reader.awaitEnd();
		StartPartitionSessionRequest next = reader("orders", "billing").awaitStart();
		assertThat(next.getCommittedOffset()).isEqualTo(4);
		assertThat(next.getPartitionOffsets()).isEqualTo(OffsetsRange.newBuilder().setStart(4).setEnd(6).build());
		StartPartitionSessionRequest free = reader(ReadStream.request("orders", "", 0)).awaitStart();
		assertThat(free.getCommittedOffset()).isZero();
		assertThat(free.getPartitionOffsets()).isEqualTo(OffsetsRange.newBuilder().setStart(0).setEnd(6).build());
	}

	@Test
	void idsOfPartitionSessionsGrowFromOneAndAreNotUsedAgain() {
		ReadStream reader = reader("four", "billing");
		Set<Long> ids = new HashSet<>();
		for (long expected = 1; expected <= 4; expected++) {
			long id = reader.start().getPartitionSession().getPartitionSessionId();
			assertThat(id).isEqualTo(expected);
			ids.add(id);
		}
		this.test.broker().faults().stopForced("four", 2);
		assertThat(ids.add(reader.start().getPartitionSession().getPartitionSessionId())).isTrue();
		assertThat(reader("orders", "billing").awaitStart().getPartitionSession().getPartitionSessionId()).isEqualTo(1);
	}

	@Test
	void whatTheStartCommitsIsNotAnswered() {
		write("orders", 0, "p", 1, 2, 3);
		ReadStream reader = reader("orders", "billing");
		reader.awaitStart();
		reader.confirmStart(confirmation(1).setReadOffset(2).setCommitOffset(2));
		reader.assertSilent();
		assertThat(committed()).isEqualTo(2);
		assertThat(reader.commit(1, 2, 3)).isEqualTo(3);
	}

	@Test
	void aStartMayCommitWhatIsCommitted() {
		write("orders", 0, "p", 1, 2, 3);
		ReadStream reader = reader("orders", "billing");
		reader.awaitStart();
		reader.confirmStart(confirmation(1).setReadOffset(0).setCommitOffset(0));
		reader.grant(1_000_000);
		assertThat(reader.read(3)).hasSize(3);
		assertThat(committed()).isZero();
	}

	@Test
	void withoutAConsumerReadingStartsAtTheFirstMessageOrWhereTheClientWants() {
		write("orders", 0, "p", 1, 2, 3);
		ReadStream first = reader(ReadStream.request("orders", "", 0));
		first.start();
		first.grant(1_000_000);
		assertThat(seqNos(first.read(3))).containsExactly(1L, 2L, 3L);
		ReadStream second = reader(ReadStream.request("orders", "", 0));
		second.awaitStart();
		second.confirmStart(confirmation(1).setReadOffset(2));
		second.grant(1_000_000);
		assertThat(seqNos(second.read(1))).containsExactly(3L);
	}

	@Test
	void aGrantOfNothingChangesNothingAndANegativeOneTakesAway() {
		write("orders", 0, "p", 1);
		ReadStream reader = reader("orders", "billing");
		reader.start();
		reader.grant(0);
		reader.assertSilent();
		reader.grant(-500);
		reader.grant(500);
		reader.assertSilent();
		reader.grant(1);
		assertThat(reader.read(1)).hasSize(1);
	}

	@Test
	void theSizeIsMoreThanThePayloadAndNeverNothing() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "p");
		for (int size : new int[] { 0, 1, 100, 100_000 }) {
			writer.writeOnly(WriteRequest.newBuilder()
				.setCodec(1)
				.addMessages(WriteRequest.MessageData.newBuilder()
					.setSeqNo(size + 1)
					.setData(ByteString.copyFrom(new byte[size]))));
			writer.response();
			ReadStream reader = reader(ReadStream.request("orders", "", 0));
			reader.awaitStart();
			reader.confirmStart(confirmation(1).setReadOffset(this.test.broker().endOffset("orders", 0) - 1));
			reader.grant(1);
			ReadResponse response = reader.awaitData();
			assertThat(response.getBytesSize()).isGreaterThan(size).isLessThan(size + 500);
		}
	}

	@Test
	void aResponseIsAboutOnePartitionAndNeverEmpty() {
		for (long partition = 0; partition < 4; partition++) {
			write("four", partition, "p" + partition, 1, 2, 3);
		}
		ReadStream reader = reader("four", "billing");
		for (int i = 0; i < 4; i++) {
			reader.start();
		}
		reader.grant(1_000_000);
		int messages = 0;
		while (messages < 12) {
			ReadResponse response = reader.awaitData();
			assertThat(response.getPartitionDataCount()).isEqualTo(1);
			assertThat(ReadStream.messages(response)).isNotEmpty();
			messages += ReadStream.messages(response).size();
		}
		reader.assertSilent();
	}

	@Test
	void thePartitionWithTheOldestUnreadMessageIsNext() {
		write("two", 0, "a", 1);
		this.clock.advance(Duration.ofSeconds(1));
		write("two", 0, "a", 2);
		this.clock.advance(Duration.ofSeconds(1));
		write("two", 1, "b", 3);
		this.clock.advance(Duration.ofSeconds(1));
		write("two", 0, "a", 4);
		ReadStream reader = reader("two", "billing");
		reader.start();
		reader.start();
		reader.grant(1);
		List<Long> order = new ArrayList<>();
		while (order.size() < 4) {
			ReadResponse response = reader.awaitData();
			order.addAll(seqNos(ReadStream.messages(response)));
			reader.grant(response.getBytesSize());
		}
		assertThat(order).containsExactly(1L, 2L, 3L, 4L);
	}

	@Test
	void aStopComesAfterTheDataAndNoDataAfterTheStop() {
		for (int i = 0; i < 20; i++) {
			write("orders", 0, "p" + i, 1, 2, 3, 4, 5);
		}
		ReadStream reader = reader("orders", "billing");
		reader.start();
		reader.grant(2_000);
		long next = ReadStream.messages(reader.awaitData()).get(0).getOffset();
		assertThat(next).isZero();
		this.test.broker().faults().rebalance("orders", "billing");
		reader.grant(1_000_000);
		FromServer message = reader.next();
		long previous = -1;
		while (!message.hasStopPartitionSessionRequest()) {
			for (ReadResponse.MessageData data : ReadStream.messages(message.getReadResponse())) {
				assertThat(data.getOffset()).isGreaterThan(previous);
				previous = data.getOffset();
			}
			message = reader.next();
		}
		reader.grant(1_000_000);
		reader.assertSilent();
	}

	@Test
	void timeAndWhatTheSessionSaysAboutItselfMakeNewBatches() {
		write("orders", 0, "p", 1, 2);
		this.clock.advance(Duration.ofMillis(1));
		write("orders", 0, "p", 3);
		WriteStream other = this.test.writer();
		other.init(StreamWriteMessage.InitRequest.newBuilder()
			.setPath("orders")
			.setProducerId("p")
			.putWriteSessionMeta("team", "b"));
		other.write(4);
		WriteStream anonymous = this.test.writer();
		anonymous.init("orders", "");
		anonymous.write(9);
		ReadStream reader = reader("orders", "billing");
		reader.start();
		reader.grant(1_000_000);
		List<ReadResponse.Batch> batches = reader.awaitData().getPartitionData(0).getBatchesList();
		assertThat(batches).extracting((batch) -> seqNos(batch.getMessageDataList()))
			.containsExactly(List.of(1L, 2L), List.of(3L), List.of(4L), List.of(9L));
		assertThat(batches).extracting(ReadResponse.Batch::getProducerId).containsExactly("p", "p", "p", "");
		assertThat(batches.get(2).getWriteSessionMetaMap()).containsEntry("team", "b");
		assertThat(batches.get(3).getMessageData(0).getMessageGroupId()).isEmpty();
		assertThat(batches.get(1).getWrittenAt().getNanos() - batches.get(0).getWrittenAt().getNanos())
			.isEqualTo(1_000_000);
	}

	@Test
	void aCommitBeforeTheStartIsConfirmedIsTaken() {
		write("orders", 0, "p", 1, 2);
		ReadStream reader = reader("orders", "billing");
		reader.awaitStart();
		assertThat(reader.commit(1, 0, 1)).isEqualTo(1);
		assertThat(committed()).isEqualTo(1);
	}

	@Test
	void entriesOfOneRequestAreTakenTogether() {
		write("orders", 0, "p", 1, 2, 3, 4, 5, 6);
		ReadStream reader = reader("orders", "billing");
		reader.start();
		reader.send(FromClient.newBuilder()
			.setCommitOffsetRequest(StreamReadMessage.CommitOffsetRequest.newBuilder()
				.addCommitOffsets(entry(4, 6))
				.addCommitOffsets(entry(0, 2))
				.addCommitOffsets(entry(2, 4)))
			.build());
		long committed = 0;
		while (committed < 6) {
			CommitOffsetResponse response = reader.next(FromServer::hasCommitOffsetResponse).getCommitOffsetResponse();
			assertThat(response.getPartitionsCommittedOffsetsCount()).isEqualTo(1);
			assertThat(response.getPartitionsCommittedOffsets(0).getCommittedOffset()).isGreaterThan(committed);
			committed = response.getPartitionsCommittedOffsets(0).getCommittedOffset();
		}
		assertThat(committed()).isEqualTo(6);
	}

	private static PartitionCommitOffset.Builder entry(long start, long end) {
		return PartitionCommitOffset.newBuilder()
			.setPartitionSessionId(1)
			.addOffsets(OffsetsRange.newBuilder().setStart(start).setEnd(end));
	}

	/** The best of a few tries: the machine may be busy with something else. */
	@Test
	void rebalancingShowsWithinASecond() {
		long best = Long.MAX_VALUE;
		for (int attempt = 0; attempt < 5 && best >= TimeUnit.SECONDS.toNanos(1); attempt++) {
			best = Math.min(best, nanosOfARebalancing());
		}
		assertThat(best).isLessThan(TimeUnit.SECONDS.toNanos(1));
	}

	private long nanosOfARebalancing() {
		ReadStream first = reader("four", "billing");
		for (int i = 0; i < 4; i++) {
			first.start();
		}
		long begin = System.nanoTime();
		ReadStream second = reader("four", "billing");
		for (int i = 0; i < 2; i++) {
			first.confirmStop(first.awaitStop().getPartitionSessionId());
			second.start();
		}
		long nanos = System.nanoTime() - begin;
		for (ReadStream reader : List.of(first, second)) {
			reader.halfClose();
			reader.awaitEnd();
		}
		return nanos;
	}

	@Test
	void ofManySessionsThatNameOnePartitionOneReadsIt() {
		ReadStream first = reader(ReadStream.request("four", "billing", 1));
		assertThat(first.start().getPartitionSession().getPartitionId()).isEqualTo(1);
		ReadStream second = reader(ReadStream.request("four", "billing", 1));
		second.assertSilent();
		first.cancel();
		assertThat(second.start().getPartitionSession().getPartitionId()).isEqualTo(1);
	}

	@Test
	void theFlagInTheAnswerToAStopIsNotLookedAt() {
		for (boolean graceful : new boolean[] { true, false }) {
			ReadStream reader = reader("orders", "audit");
			long id = reader.start().getPartitionSession().getPartitionSessionId();
			this.test.broker().faults().rebalance("orders", "audit");
			reader.awaitStop();
			reader.send(FromClient.newBuilder()
				.setStopPartitionSessionResponse(
						StopPartitionSessionResponse.newBuilder().setPartitionSessionId(id).setGraceful(graceful))
				.build());
			assertThat(reader.awaitStart().getPartitionSession().getPartitionSessionId()).isEqualTo(id + 1);
			reader.halfClose();
			reader.awaitEnd();
		}
	}

	@Test
	void theStatusOfAPartitionThatIsAskedBackIsNotTold() {
		ReadStream reader = reader("orders", "billing");
		reader.start();
		this.test.broker().faults().rebalance("orders", "billing");
		reader.awaitStop();
		reader.send(FromClient.newBuilder()
			.setPartitionSessionStatusRequest(PartitionSessionStatusRequest.newBuilder().setPartitionSessionId(1))
			.build());
		reader.assertSilent();
		assertThat(reader.isOpen()).isTrue();
	}

	@Test
	void aUnaryCommitMakesTheNextStreamCommitExpire() {
		write("orders", 0, "p", 1, 2, 3);
		ReadStream reader = reader("orders", "billing");
		reader.start();
		this.test.topics()
			.commitOffset(
					CommitOffsetRequest.newBuilder().setPath("orders").setConsumer("billing").setOffset(1).build());
		reader.commitOnly(1, 0, 3);
		FromServer fatal = reader.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.SESSION_EXPIRED);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500004);
		assertThat(committed()).isEqualTo(1);
	}

	@Test
	void settingsThatChangeLeaveTheStreamOpen() {
		ReadStream reader = reader("orders", "billing");
		reader.start();
		this.test.topics()
			.alterTopic(AlterTopicRequest.newBuilder()
				.setPath("orders")
				.setSetRetentionPeriod(com.google.protobuf.Duration.newBuilder().setSeconds(5_000))
				.addAddConsumers(Consumer.newBuilder().setName("new"))
				.build());
		write("orders", 0, "p", 1);
		reader.grant(1_000);
		assertThat(reader.read(1)).hasSize(1);
	}

	@Test
	void theConsumerMustBeThereOnEveryTopicThatExists() {
		InitRequest.Builder request = ReadStream.request("orders", "audit");
		request.addTopicsReadSettingsBuilder().setPath("two");
		ReadStream reader = this.test.reader();
		reader.initOnly(request);
		FromServer fatal = reader.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500003);
		request.getTopicsReadSettingsBuilder(1).setPath("missing");
		assertThat(reader(request).awaitStart().getPartitionSession().getPath()).isEqualTo("/local/orders");
	}

	@Test
	void fieldsOfTheFutureAreIgnored() {
		UnknownFieldSet future = UnknownFieldSet.newBuilder()
			.addField(999, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
			.build();
		ReadStream reader = this.test.reader();
		reader.send(FromClient.newBuilder()
			.setInitRequest(ReadStream.request("orders", "billing").setUnknownFields(future))
			.setUnknownFields(future)
			.build());
		assertThat(reader.next().hasInitResponse()).isTrue();
		WriteStream writer = this.test.writer();
		writer.init(StreamWriteMessage.InitRequest.newBuilder().setPath("orders").setUnknownFields(future));
		writer.writeOnly(WriteRequest.newBuilder()
			.setCodec(1)
			.setUnknownFields(future)
			.addMessages(WriteStream.message(1, "x").setUnknownFields(future)));
		assertThat(writer.response().getAcks(0).hasWritten()).isTrue();
	}

	@Test
	void eachTopicIsSharedOnItsOwn() {
		InitRequest.Builder both = ReadStream.request("two", "billing");
		both.addTopicsReadSettingsBuilder().setPath("four");
		ReadStream first = reader(both);
		for (int i = 0; i < 6; i++) {
			first.start();
		}
		ReadStream second = reader("two", "billing");
		first.confirmStop(first.awaitStop().getPartitionSessionId());
		assertThat(second.start().getPartitionSession().getPath()).isEqualTo("/local/two");
		second.assertSilent();
		first.assertSilent();
	}

	@Test
	void aNewPartitionGoesToWhoReadsLeast() {
		ReadStream first = reader("two", "billing");
		first.start();
		first.start();
		ReadStream second = reader("two", "billing");
		first.confirmStop(first.awaitStop().getPartitionSessionId());
		second.start();
		ReadStream third = reader("two", "billing");
		third.assertSilent();
		AlterTopicRequest.Builder alter = AlterTopicRequest.newBuilder().setPath("two");
		alter.getAlterPartitioningSettingsBuilder().setSetMinActivePartitions(3);
		this.test.topics().alterTopic(alter.build());
		assertThat(third.start().getPartitionSession().getPartitionId()).isEqualTo(2);
	}

}
