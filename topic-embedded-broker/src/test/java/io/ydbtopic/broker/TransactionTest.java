package io.ydbtopic.broker;

import java.time.Duration;
import java.util.List;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import io.ydbtopic.proto.topic.TransactionIdentity;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class TransactionTest {

	@RegisterExtension
	final TestBroker test = new TestBroker(
			(options) -> options.topic("orders:2:billing,audit").topic("invoices:2:billing"));

	private QueryClient client;

	private String tx;

	@BeforeEach
	void begin() {
		this.client = new QueryClient(this.test.channel()).attach();
		this.tx = this.client.begin();
	}

	private WriteStream writer(String topic, long partition, String producer) {
		WriteStream writer = this.test.writer();
		writer.init(InitRequest.newBuilder().setPath(topic).setProducerId(producer).setPartitionId(partition));
		return writer;
	}

	private static WriteRequest.Builder request(TransactionIdentity identity, long... seqNos) {
		WriteRequest.Builder request = WriteRequest.newBuilder().setCodec(1).setTx(identity);
		for (long seqNo : seqNos) {
			request.addMessages(WriteStream.message(seqNo, "m" + seqNo));
		}
		return request;
	}

	private WriteResponse writeInTx(WriteStream writer, long... seqNos) {
		writer.writeOnly(request(this.client.identity(this.tx), seqNos));
		return writer.response();
	}

	private List<Long> seqNos(String topic, long partition) {
		return this.test.broker().records(topic, partition).stream().map(StoredRecord::seqNo).toList();
	}

	private StatusCode read(String topic, long partition, long... bounds) {
		return this.client
			.read(QueryClient.offsets(this.client.identity(this.tx), "billing", topic, partition, bounds));
	}

	private long committed(String topic, long partition) {
		return this.test.broker().committedOffset(topic, partition, "billing");
	}

	@Test
	void whatIsWrittenShowsOnlyAtTheCommitAndInOrder() {
		ReadStream reader = this.test.reader();
		reader.init(ReadStream.request("orders", "billing", 0));
		reader.start();
		reader.grant(1_000_000);
		WriteStream writer = writer("orders", 0, "p");
		WriteResponse response = writeInTx(writer, 1, 2);
		assertThat(response.getAcksList()).hasSize(2).allMatch(WriteResponse.WriteAck::hasWrittenInTx);
		assertThat(response.hasWriteStatistics()).isTrue();
		WriteStream other = writer("orders", 0, "q");
		assertThat(WriteStream.offsets(other.write(1))).containsExactly(0L);
		writeInTx(writer, 3);
		assertThat(ReadStream.offsets(reader.read(1))).containsExactly(0L);
		reader.assertSilent();
		assertThat(this.test.broker().endOffset("orders", 0)).isEqualTo(1);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.SUCCESS);
		assertThat(ReadStream.offsets(reader.read(3))).containsExactly(1L, 2L, 3L);
		assertThat(seqNos("orders", 0)).containsExactly(1L, 1L, 2L, 3L);
	}

	@Test
	void allPartitionsAndOffsetsChangeTogether() {
		writer("orders", 0, "shop").write(1, 2, 3);
		WriteStream first = writer("invoices", 0, "a");
		WriteStream second = writer("invoices", 1, "b");
		assertThat(read("orders", 0, 0, 2)).isEqualTo(StatusCode.SUCCESS);
		assertThat(read("orders", 0, 2, 3)).isEqualTo(StatusCode.SUCCESS);
		writeInTx(first, 1);
		writeInTx(second, 1, 2);
		writeInTx(first, 2);
		assertThat(committed("orders", 0)).isZero();
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.SUCCESS);
		assertThat(committed("orders", 0)).isEqualTo(3);
		assertThat(seqNos("invoices", 0)).containsExactly(1L, 2L);
		assertThat(seqNos("invoices", 1)).containsExactly(1L, 2L);
	}

	@Test
	void aConflictOfOnePartitionLeavesNothingBehind() {
		writer("orders", 0, "shop").write(1, 2, 3);
		writer("orders", 1, "cafe").write(1);
		writeInTx(writer("invoices", 0, "a"), 1);
		read("orders", 0, 0, 3);
		read("orders", 1, 0, 1);
		assertThat(this.test.topics()
			.commitOffset(
					CommitOffsetRequest.newBuilder().setPath("orders").setConsumer("billing").setOffset(1).build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(committed("orders", 0)).isEqualTo(1);
		assertThat(committed("orders", 1)).isZero();
		assertThat(seqNos("invoices", 0)).isEmpty();
	}

	@Test
	void offsetsMustFitTheCommittedOnes() {
		writer("orders", 0, "shop").write(1, 2, 3);
		read("orders", 0, 1, 3);
		assertThat(this.client.commitFully(this.tx).getIssues(0).getMessage()).contains("it read offsets 1 up to 3",
				"expected to begin at the committed offset, 0");
		begin();
		read("orders", 0, 0, 1, 2, 3);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
		begin();
		read("orders", 0, 0, 4);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
		assertThat(committed("orders", 0)).isZero();
	}

	@Test
	void ofTwoTransactionsTheFirstCommitWins() {
		writer("orders", 0, "shop").write(1, 2);
		QueryClient rival = new QueryClient(this.test.channel()).attach();
		String second = rival.begin();
		read("orders", 0, 0, 2);
		assertThat(rival.read(QueryClient.offsets(rival.identity(second), "billing", "orders", 0, 0, 1)))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(rival.commit(second)).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
		assertThat(committed("orders", 0)).isEqualTo(1);
	}

	@Test
	void aReaderGoesOnFromWhatATransactionCommitted() {
		writer("orders", 0, "shop").write(1, 2, 3, 4);
		ReadStream reader = this.test.reader();
		reader.init(ReadStream.request("orders", "billing", 0));
		long session = reader.start().getPartitionSession().getPartitionSessionId();
		reader.grant(1_000_000);
		reader.read(4);
		read("orders", 0, 0, 2);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.SUCCESS);
		reader.assertSilent();
		assertThat(reader.commit(session, 2, 4)).isEqualTo(4);
		assertThat(committed("orders", 0)).isEqualTo(4);
	}

	@Test
	void offsetsAreCheckedWhenTheyAreAdded() {
		TransactionIdentity identity = this.client.identity(this.tx);
		assertThat(read("orders", 0, 0, 2)).isEqualTo(StatusCode.SUCCESS);
		assertThat(read("orders", 0, 1, 3)).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(read("orders", 0, 2, 2)).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(read("orders", 0, -1, 2)).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(read("orders", 1, 5, 6, 0, 3, 2, 4)).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(read("orders", 1)).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(read("orders", 7, 0, 1)).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(read("missing", 0, 0, 1)).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(this.client.read(QueryClient.offsets(identity, "nobody", "orders", 0, 0, 1)))
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.client.read(QueryClient.offsets(identity, "", "orders", 0, 0, 1)))
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.client.read(QueryClient.offsets(identity, "billing", "orders", 0, 0, 1).clearTopics()))
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.client.read(QueryClient.offsets(identity, "billing", "orders", 0, 0, 1).clearTx()))
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.client.read(
				QueryClient.offsets(identity.toBuilder().setSession("garbage").build(), "billing", "orders", 0, 0, 1)))
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.client
			.read(QueryClient.offsets(identity.toBuilder().setSession("ydb://session/3?node_id=1&id=AAAA").build(),
					"billing", "orders", 0, 0, 1)))
			.isEqualTo(StatusCode.BAD_SESSION);
		assertThat(this.client
			.read(QueryClient.offsets(identity.toBuilder().setSession("ydb://session/3?node_id=9&id=AAAA").build(),
					"billing", "orders", 0, 0, 1)))
			.isEqualTo(StatusCode.BAD_SESSION);
		assertThat(this.client
			.read(QueryClient.offsets(identity.toBuilder().setId("other").build(), "billing", "orders", 0, 0, 1)))
			.isEqualTo(StatusCode.NOT_FOUND);
	}

	@Test
	void writingInAnUnknownTransactionEndsTheStream() {
		for (TransactionIdentity wrong : List.of(this.client.identity("other"),
				this.client.identity(this.tx).toBuilder().setSession("nobody").build())) {
			WriteStream writer = writer("orders", 0, "p");
			writer.writeOnly(request(wrong, 1));
			FromServer fatal = writer.awaitFatal();
			assertThat(fatal.getStatus()).isEqualTo(StatusCode.NOT_FOUND);
			assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500030);
			assertThat(fatal.getIssues(0).getMessage()).contains("Transaction not found: " + wrong.getId());
		}
	}

	@Test
	void oneStreamMayAlternateBetweenTransactionsAndNone() {
		WriteStream writer = writer("orders", 0, "p");
		String second = this.client.begin();
		writeInTx(writer, 1);
		writer.write(2);
		writer.writeOnly(request(this.client.identity(second), 3));
		assertThat(writer.response().getAcks(0).hasWrittenInTx()).isTrue();
		assertThat(this.client.commit(second)).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
		assertThat(seqNos("orders", 0)).containsExactly(2L, 3L);
		writer.write(4);
		assertThat(seqNos("orders", 0)).containsExactly(2L, 3L, 4L);
	}

	@Test
	void whatTheProducerSentBeforeIsSkippedAlsoInATransaction() {
		writer("orders", 0, "p").write(1, 2);
		WriteStream writer = writer("orders", 0, "p");
		WriteResponse response = writeInTx(writer, 2, 3);
		assertThat(response.getAcks(0).hasSkipped()).isTrue();
		assertThat(response.getAcks(1).hasWrittenInTx()).isTrue();
		assertThat(writeInTx(writer, 3, 4).getAcks(0).hasSkipped()).isTrue();
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.SUCCESS);
		assertThat(seqNos("orders", 0)).containsExactly(1L, 2L, 3L, 4L);
		assertThat(this.test.writer()
			.init(InitRequest.newBuilder().setPath("orders").setProducerId("p").setPartitionId(0))
			.getLastSeqNo()).isEqualTo(4);
	}

	@Test
	void withoutAProducerNothingIsSkippedAndNothingConflicts() {
		WriteStream writer = writer("orders", 0, "");
		writeInTx(writer, 1);
		writer.write(1);
		writeInTx(writer, 1);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.SUCCESS);
		assertThat(seqNos("orders", 0)).containsExactly(1L, 1L, 1L);
	}

	@Test
	void aCommitIsAbortedWhenTheProducerWroteMeanwhile() {
		writeInTx(writer("orders", 0, "p"), 1);
		writer("orders", 0, "p").write(1);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
		assertThat(seqNos("orders", 0)).containsExactly(1L);
	}

	@Test
	void whatIsPendingIsNotInTheLastNumberOfAnotherSession() {
		writeInTx(writer("orders", 0, "p"), 1, 2);
		assertThat(this.test.writer()
			.init(InitRequest.newBuilder().setPath("orders").setProducerId("p").setPartitionId(0))
			.getLastSeqNo()).isZero();
	}

	@Test
	void theWriteStreamMayCloseBeforeTheCommit() {
		WriteStream writer = writer("orders", 0, "p");
		writeInTx(writer, 1, 2);
		writer.halfClose();
		assertThat(writer.awaitEnd().isOk()).isTrue();
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.SUCCESS);
		assertThat(seqNos("orders", 0)).containsExactly(1L, 2L);
	}

	@Test
	void aRollbackForgetsEverythingAndLeavesTheStreamOpen() {
		writer("orders", 1, "shop").write(1);
		WriteStream writer = writer("orders", 0, "p");
		writeInTx(writer, 1, 2);
		read("orders", 1, 0, 1);
		assertThat(this.client.rollback(this.tx)).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(WriteStream.offsets(writer.write(1))).containsExactly(0L);
		assertThat(committed("orders", 1)).isZero();
	}

	@Test
	void theEndOfTheSessionRollsBack() {
		writeInTx(writer("orders", 0, "p"), 1);
		this.client.delete();
		assertThat(seqNos("orders", 0)).isEmpty();
		WriteStream writer = writer("orders", 0, "p");
		writer.writeOnly(request(this.client.identity(this.tx), 1));
		assertThat(writer.awaitFatal().getStatus()).isEqualTo(StatusCode.NOT_FOUND);
	}

	@Test
	void aCommitIsAbortedWhenAPartitionWasSplitOrDroppedMeanwhile() {
		writeInTx(writer("orders", 0, "p"), 1);
		this.test.broker().faults().split("orders", 0);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
		begin();
		writeInTx(writer("invoices", 0, "p"), 1);
		this.test.topics().dropTopic(DropTopicRequest.newBuilder().setPath("invoices").build());
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
	}

	@Test
	void aCommitIsAbortedWhenTheConsumerWasRemovedMeanwhile() {
		writer("orders", 0, "shop").write(1);
		read("orders", 0, 0, 1);
		this.test.topics()
			.alterTopic(AlterTopicRequest.newBuilder().setPath("orders").addDropConsumers("billing").build());
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
	}

	@Test
	void aChildIsCommittedAfterItsParentOrTogetherWithIt() {
		writer("orders", 0, "p").write(1, 2);
		long child = this.test.broker().faults().split("orders", 0).get(0);
		WriteStream writer = this.test.writer();
		writer.init(InitRequest.newBuilder().setPath("orders").setProducerId("q").setPartitionId(child));
		writer.write(1);
		read("orders", child, 0, 1);
		assertThat(this.client.commitFully(this.tx).getIssues(0).getMessage()).contains("before its parent 0");
		begin();
		read("orders", child, 0, 1);
		read("orders", 0, 0, 2);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.SUCCESS);
		assertThat(committed("orders", 0)).isEqualTo(2);
		assertThat(committed("orders", child)).isEqualTo(1);
	}

	@Test
	void queriesAndTopicsShareATransaction() {
		this.client.execute(this.client.query("SELECT 1").setTxControl(QueryClient.inTx(this.tx)));
		writeInTx(writer("orders", 0, "p"), 1);
		assertThat(this.client
			.execute(
					this.client.query("SELECT 1").setTxControl(QueryClient.inTx(this.tx).toBuilder().setCommitTx(true)))
			.getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(seqNos("orders", 0)).containsExactly(1L);
	}

	@Test
	void aTransactionTouchesManyPartitionsUpToALimit() {
		this.test.broker().createTopic(TopicSpec.parse("wide:2001:billing"));
		UpdateOffsetsInTransactionRequest.Builder request = UpdateOffsetsInTransactionRequest.newBuilder()
			.setTx(this.client.identity(this.tx))
			.setConsumer("billing");
		UpdateOffsetsInTransactionRequest.TopicOffsets.Builder topic = request.addTopicsBuilder().setPath("wide");
		for (int partition = 0; partition <= 2_000; partition++) {
			topic.addPartitionsBuilder()
				.setPartitionId(partition)
				.addPartitionOffsets(OffsetsRange.newBuilder().setStart(0).setEnd(1));
		}
		assertThat(this.client.read(request)).isEqualTo(StatusCode.OVERLOADED);
		topic.removePartitions(2_000);
		assertThat(this.client.read(request)).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
		begin();
		WriteStream writer = this.test.writer();
		writer.init("wide", "p");
		for (int seqNo = 1; seqNo <= 20; seqNo++) {
			writeInTx(writer, seqNo);
		}
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.SUCCESS);
	}

	@Test
	void aFaultFailsTheNextCommit() {
		this.test.broker().faults().failCommits(1, StatusCode.ABORTED);
		writeInTx(writer("orders", 0, "p"), 1);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.ABORTED);
		assertThat(seqNos("orders", 0)).isEmpty();
		assertThat(this.test.broker().faults().count(FaultKind.FAIL_COMMIT)).isEqualTo(1);
		begin();
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.SUCCESS);
	}

	@Test
	void aFaultLosesTheAnswerOfACommitThatHappened() {
		this.test.broker().faults().loseCommitAnswers(1);
		writeInTx(writer("orders", 0, "p"), 1);
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> this.client.commit(this.tx))
			.extracting((error) -> error.getStatus().getCode())
			.isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(seqNos("orders", 0)).containsExactly(1L);
		assertThat(this.client.commit(this.tx)).isEqualTo(StatusCode.NOT_FOUND);
	}

	@Test
	void aTransactionThatTakesTooLongIsRolledBack() throws Exception {
		try (EmbeddedBroker hasty = EmbeddedBroker.start(
				BrokerOptions.builder().topic("orders:1:billing").transactionTimeout(Duration.ofMillis(50)).build())) {
			TestBroker.withChannel(hasty, (channel) -> {
				QueryClient session = new QueryClient(channel).attach();
				String late = session.begin();
				await().atMost(Duration.ofSeconds(5))
					.until(() -> session.read(QueryClient.offsets(session.identity(late), "billing", "orders", 0, 0, 1)
						.clearTopics()) == StatusCode.NOT_FOUND);
				assertThat(session.commit(late)).isEqualTo(StatusCode.NOT_FOUND);
				session.attached().close();
			});
		}
	}

}
