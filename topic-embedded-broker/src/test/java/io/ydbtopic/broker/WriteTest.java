package io.ydbtopic.broker;

import java.time.Instant;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.MetadataItem;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import io.ydbtopic.proto.topic.TransactionIdentity;
import io.ydbtopic.proto.topic.UpdateTokenRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class WriteTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	private WriteStream writer(String producer) {
		WriteStream writer = this.test.writer();
		writer.init("orders", producer);
		return writer;
	}

	@Test
	void eachRequestGetsOneResponseWithAnAckPerMessage() {
		WriteStream writer = writer("shop");
		writer.writeOnly(1, 2);
		writer.writeOnly(5);
		WriteResponse first = writer.response();
		assertThat(first.getAcksList()).extracting(WriteResponse.WriteAck::getSeqNo).containsExactly(1L, 2L);
		assertThat(first.getPartitionId()).isZero();
		assertThat(first.hasWriteStatistics()).isTrue();
		assertThat(first.getWriteStatistics().hasPersistingTime()).isTrue();
		assertThat(first.getWriteStatistics().hasTopicQuotaWaitTime()).isTrue();
		assertThat(WriteStream.offsets(writer.response())).containsExactly(2L);
	}

	@Test
	void aSequenceNumberThatIsNotNewIsSkipped() {
		WriteStream writer = writer("shop");
		assertThat(WriteStream.offsets(writer.write(10))).containsExactly(0L);
		assertThat(WriteStream.offsets(writer.write(50))).containsExactly(1L);
		WriteResponse repeated = writer.write(40, 50, 51);
		assertThat(WriteStream.offsets(repeated)).containsExactly(-1L, -1L, 2L);
		assertThat(repeated.getAcks(0).getSkipped().getReason())
			.isEqualTo(WriteResponse.WriteAck.Skipped.Reason.REASON_ALREADY_WRITTEN);
		assertThat(this.test.broker().records("orders", 0)).extracting(StoredRecord::seqNo)
			.containsExactly(10L, 50L, 51L);
	}

	@Test
	void theLastSequenceNumberIsToldToTheNextSession() {
		writer("shop").write(3, 7);
		assertThat(this.test.writer().init("orders", "shop").getLastSeqNo()).isEqualTo(7);
		assertThat(this.test.writer()
			.init(InitRequest.newBuilder().setPath("orders").setMessageGroupId("shop"))
			.getLastSeqNo()).isEqualTo(7);
	}

	@Test
	void withoutAProducerNothingIsSkippedAndNobodyIsDisplaced() {
		WriteStream first = writer("");
		WriteStream second = writer("");
		assertThat(WriteStream.offsets(first.write(1))).containsExactly(0L);
		assertThat(WriteStream.offsets(second.write(1))).containsExactly(1L);
		assertThat(WriteStream.offsets(first.write(1))).containsExactly(2L);
		assertThat(this.test.writer().init("orders", "").getLastSeqNo()).isZero();
		assertThat(this.test.broker().records("orders", 0)).extracting(StoredRecord::producerId).containsOnly("");
	}

	@Test
	void aSecondSessionOfTheSameProducerTakesOwnership() {
		WriteStream first = writer("shop");
		first.write(1);
		WriteStream second = this.test.writer();
		assertThat(second.init("orders", "shop").getLastSeqNo()).isEqualTo(1);
		FromServer fatal = first.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(fatal.getIssues(0).getMessage()).contains("taken over by another session");
		assertThat(WriteStream.offsets(second.write(2))).containsExactly(1L);
	}

	@Test
	void badRequestsEndTheStream() {
		assertFatal(WriteRequest.newBuilder().setCodec(1), "without messages");
		assertFatal(WriteRequest.newBuilder().setCodec(1).addMessages(WriteStream.message(0, "x")), "seq_no is 0");
		assertFatal(WriteRequest.newBuilder().setCodec(1).addMessages(WriteStream.message(-4, "x")), "seq_no is -4");
		assertFatal(WriteRequest.newBuilder()
			.setCodec(1)
			.addMessages(WriteStream.message(2, "x"))
			.addMessages(WriteStream.message(2, "x")), "seq_no is 2");
		assertFatal(WriteRequest.newBuilder().addMessages(WriteStream.message(1, "x")), "codec 0");
		WriteRequest.MessageData.Builder heavy = WriteStream.message(1, "x")
			.addMetadataItems(MetadataItem.newBuilder().setKey("k").setValue(ByteString.copyFrom(new byte[4096])));
		assertFatal(WriteRequest.newBuilder().setCodec(1).addMessages(heavy), "4097 bytes");
		assertThat(this.test.broker().endOffset("orders", 0)).isZero();
	}

	private void assertFatal(WriteRequest.Builder request, String text) {
		WriteStream writer = writer("bad");
		writer.writeOnly(request);
		FromServer fatal = writer.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500003);
		assertThat(fatal.getIssues(0).getMessage()).contains(text);
	}

	@Test
	void metadataOfExactlyTheLimitIsTaken() {
		WriteStream writer = writer("shop");
		WriteRequest.MessageData.Builder message = WriteStream.message(1, "x")
			.addMetadataItems(MetadataItem.newBuilder().setKey("k").setValue(ByteString.copyFrom(new byte[4095])));
		writer.writeOnly(WriteRequest.newBuilder().setCodec(1).addMessages(message));
		assertThat(WriteStream.offsets(writer.response())).containsExactly(0L);
	}

	@Test
	void anUnknownTransactionIsNotFound() {
		WriteStream writer = writer("shop");
		writer.writeOnly(WriteRequest.newBuilder()
			.setCodec(1)
			.setTx(TransactionIdentity.newBuilder().setId("tx-9").setSession("s"))
			.addMessages(WriteStream.message(1, "x")));
		FromServer fatal = writer.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500030);
		assertThat(fatal.getIssues(0).getMessage()).contains("Transaction not found: tx-9");
	}

	@Test
	void whatAMessageCarriesIsStored() {
		WriteStream writer = this.test.writer();
		writer.init(InitRequest.newBuilder().setPath("orders").setProducerId("shop").putWriteSessionMeta("team", "a"));
		WriteRequest.MessageData.Builder message = WriteStream.message(1, "x")
			.setUncompressedSize(99)
			.setCreatedAt(Timestamp.newBuilder().setSeconds(5).setNanos(123_456_789))
			.addMetadataItems(MetadataItem.newBuilder().setKey("k").setValue(ByteString.copyFromUtf8("1")))
			.addMetadataItems(MetadataItem.newBuilder().setKey("k").setValue(ByteString.copyFromUtf8("2")));
		writer.writeOnly(WriteRequest.newBuilder().setCodec(2).addMessages(message));
		writer.response();
		StoredRecord stored = this.test.broker().records("orders", 0).get(0);
		assertThat(stored.createdAt()).isEqualTo(Instant.ofEpochSecond(5, 123_000_000));
		assertThat(stored.codec()).isEqualTo(2);
		assertThat(stored.uncompressedSize()).isEqualTo(99);
		assertThat(stored.metadata()).extracting((entry) -> entry.value().toStringUtf8()).containsExactly("1", "2");
		assertThat(stored.sessionMeta()).containsEntry("team", "a").containsKey("_ip");
	}

	@Test
	void aFrameAboveTheLimitIsRefusedWithTheKnownText() {
		WriteStream writer = writer("shop");
		writer.writeOnly(WriteRequest.newBuilder()
			.setCodec(1)
			.addMessages(WriteRequest.MessageData.newBuilder()
				.setSeqNo(1)
				.setData(ByteString.copyFrom(new byte[64_000_000]))));
		Status status = writer.awaitEnd();
		assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		assertThat(status.getDescription()).matches("Received message larger than max \\(640000\\d\\d vs. 64000000\\)");
	}

	@Test
	void aLargeMessageBelowTheLimitIsTaken() {
		WriteStream writer = writer("shop");
		writer.writeOnly(WriteRequest.newBuilder()
			.setCodec(1)
			.addMessages(WriteRequest.MessageData.newBuilder()
				.setSeqNo(1)
				.setData(ByteString.copyFrom(new byte[50_000_000]))));
		assertThat(WriteStream.offsets(writer.response())).containsExactly(0L);
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		reader.start();
		reader.grant(1);
		assertThat(reader.awaitData().getBytesSize()).isGreaterThan(50_000_000);
	}

	@Test
	void halfCloseFinishesWhatWasSent() {
		WriteStream writer = writer("shop");
		for (int i = 1; i <= 100; i++) {
			writer.writeOnly(i);
		}
		writer.halfClose();
		for (int i = 0; i < 100; i++) {
			assertThat(WriteStream.offsets(writer.response())).containsExactly((long) i);
		}
		assertThat(writer.awaitEnd().isOk()).isTrue();
	}

	@Test
	void aTokenUpdateIsAnswered() {
		WriteStream writer = writer("shop");
		writer
			.send(FromClient.newBuilder().setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken("x")).build());
		assertThat(writer.next().hasUpdateTokenResponse()).isTrue();
	}

	@Test
	void aDroppedTopicEndsItsWriters() {
		WriteStream writer = writer("shop");
		this.test.topics().dropTopic(DropTopicRequest.newBuilder().setPath("orders").build());
		FromServer fatal = writer.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500027);
		WriteStream again = this.test.writer();
		again.initOnly(InitRequest.newBuilder().setPath("orders"));
		assertThat(again.awaitFatal().getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@Test
	void aProducerThatIsCutContinuesWhereTheLogEnds() {
		WriteStream writer = writer("shop");
		writer.write(1, 2);
		writer.cancel();
		WriteStream next = this.test.writer();
		assertThat(next.init("orders", "shop").getLastSeqNo()).isEqualTo(2);
		assertThat(WriteStream.offsets(next.write(2, 3))).isEqualTo(List.of(-1L, 2L));
	}

}
