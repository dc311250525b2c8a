package io.ydbtopic.broker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.MetadataItem;
import io.ydbtopic.proto.topic.PartitionWithGeneration;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import io.ydbtopic.proto.topic.SupportedCodecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rules of writing ({@code W1} to {@code W30}) that no broader test shows.
 */
class WriteRulesTest {

	@RegisterExtension
	final TestBroker test = new TestBroker(
			(options) -> options.topic("orders:1:billing").topic("dir/inner:1:").topic("wide:3:billing"));

	private WriteStream writer(String producer) {
		WriteStream writer = this.test.writer();
		writer.init("orders", producer);
		return writer;
	}

	private List<Long> seqNos() {
		return this.test.broker().records("orders", 0).stream().map(StoredRecord::seqNo).toList();
	}

	private FromServer refused(InitRequest.Builder init) {
		WriteStream writer = this.test.writer();
		writer.initOnly(init);
		return writer.awaitFatal();
	}

	private static WriteRequest.Builder request(WriteRequest.MessageData.Builder... messages) {
		WriteRequest.Builder request = WriteRequest.newBuilder().setCodec(1);
		for (WriteRequest.MessageData.Builder message : messages) {
			request.addMessages(message);
		}
		return request;
	}

	private ReadResponse readAll(int messages) {
		ReadStream reader = this.test.reader();
		reader.init(ReadStream.request("orders", "", 0));
		reader.start();
		reader.grant(10_000_000);
		ReadResponse response = reader.awaitData();
		assertThat(ReadStream.messages(response)).hasSize(messages);
		return response;
	}

	@ParameterizedTest
	@ValueSource(strings = { "dir", "/local/dir", "/local", "dir/inner/below", "none/of/these" })
	void wherePathsLeadToNoTopicTheTopicIsUnknown(String path) {
		FromServer fatal = refused(InitRequest.newBuilder().setPath(path));
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500017);
	}

	@Test
	void whatIsWrongFirstIsTold() {
		InitRequest.Builder manyMistakes = InitRequest.newBuilder()
			.setPath("missing")
			.setProducerId("a")
			.setMessageGroupId("b");
		assertThat(refused(manyMistakes).getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(refused(InitRequest.newBuilder().setPath("missing").setPartitionId(9)).getStatus())
			.isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@Test
	void theGroupAndTheProducerAreTheSameIdentity() {
		WriteStream byGroup = this.test.writer();
		byGroup.init(InitRequest.newBuilder().setPath("orders").setMessageGroupId("shop"));
		byGroup.write(1, 2);
		InitRequest.Builder both = InitRequest.newBuilder()
			.setPath("orders")
			.setMessageGroupId("shop")
			.setProducerId("shop");
		assertThat(this.test.writer().init(both).getLastSeqNo()).isEqualTo(2);
		assertThat(writer("shop").write(2).getAcks(0).hasSkipped()).isTrue();
		assertThat(this.test.broker().records("orders", 0)).extracting(StoredRecord::producerId).containsOnly("shop");
	}

	@Test
	void withoutAnIdentityNumbersStillGrowInsideOfARequest() {
		WriteStream anonymous = this.test.writer();
		anonymous.init(InitRequest.newBuilder().setPath("orders").setPartitionId(0));
		anonymous.writeOnly(5, 5);
		assertThat(anonymous.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(writer("").write(3, 7).getAcksCount()).isEqualTo(2);
		assertThat(readAll(2).getPartitionData(0).getBatches(0).getProducerId()).isEmpty();
	}

	@Test
	void theLastNumberIsToldWhetherAskedForOrNot() {
		writer("shop").write(4, 9);
		for (boolean asked : new boolean[] { true, false }) {
			InitResponse response = this.test.writer()
				.init(InitRequest.newBuilder().setPath("orders").setProducerId("shop").setGetLastSeqNo(asked));
			assertThat(response.getLastSeqNo()).isEqualTo(9);
		}
		assertThat(this.test.writer().init("orders", "new").getLastSeqNo()).isZero();
	}

	@Test
	void everySessionHasAnIdAndAPartition() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 6; i++) {
			InitResponse response = this.test.writer().init("wide", (i < 3) ? "same" : "");
			assertThat(response.getSessionId()).isNotEmpty();
			assertThat(response.getPartitionId()).isBetween(0L, 2L);
			assertThat(response.hasSupportedCodecs()).isFalse();
			ids.add(response.getSessionId());
		}
		assertThat(ids).hasSize(6);
	}

	@Test
	void whatTheSessionSaysAboutItselfComesToReaders() {
		Map<String, String> meta = Map.of("team", "a", "server", "s", "ident", "i", "logtype", "l", "file", "f");
		WriteStream writer = this.test.writer();
		writer.init(InitRequest.newBuilder().setPath("orders").setProducerId("shop").putAllWriteSessionMeta(meta));
		writer.write(1);
		ReadResponse.Batch batch = readAll(1).getPartitionData(0).getBatches(0);
		assertThat(batch.getWriteSessionMetaMap()).containsAllEntriesOf(meta)
			.containsEntry("_ip", "127.0.0.1")
			.hasSize(6);
	}

	@Test
	void partitioningOfSingleMessagesIsIgnored() {
		WriteStream writer = this.test.writer();
		long home = writer.init("wide", "shop").getPartitionId();
		long other = (home + 1) % 3;
		writer.writeOnly(request(WriteStream.message(1, "x").setPartitionId(other),
				WriteStream.message(2, "x").setMessageGroupId("else"),
				WriteStream.message(3, "x")
					.setPartitionWithGeneration(
							PartitionWithGeneration.newBuilder().setPartitionId(other).setGeneration(77))));
		WriteResponse response = writer.response();
		assertThat(response.getPartitionId()).isEqualTo(home);
		assertThat(WriteStream.offsets(response)).containsExactly(0L, 1L, 2L);
		assertThat(this.test.broker().records("wide", home)).extracting(StoredRecord::producerId).containsOnly("shop");
	}

	@Test
	void whatAMessageCarriesComesBackUnchanged() {
		WriteStream writer = writer("shop");
		Timestamp future = Timestamp.newBuilder().setSeconds(9_999_999_999L).setNanos(123_999_999).build();
		writer.writeOnly(request(
				WriteRequest.MessageData.newBuilder().setSeqNo(1).setUncompressedSize(-7).setCreatedAt(future),
				WriteStream.message(2, "not gzip")
					.addMetadataItems(MetadataItem.newBuilder().setKey("k").setValue(ByteString.copyFromUtf8("1")))
					.addMetadataItems(MetadataItem.newBuilder().setKey("j"))
					.addMetadataItems(MetadataItem.newBuilder().setKey("k").setValue(ByteString.copyFromUtf8("2"))))
			.setCodec(2));
		writer.response();
		List<ReadResponse.MessageData> messages = ReadStream.messages(readAll(2));
		assertThat(messages.get(0).getData()).isEmpty();
		assertThat(messages.get(0).getUncompressedSize()).isEqualTo(-7);
		assertThat(messages.get(0).getCreatedAt())
			.isEqualTo(Timestamp.newBuilder().setSeconds(9_999_999_999L).setNanos(123_000_000).build());
		assertThat(messages.get(1).getData().toStringUtf8()).isEqualTo("not gzip");
		assertThat(messages.get(1).getCreatedAt()).isEqualTo(Timestamp.getDefaultInstance());
		assertThat(messages.get(1).getMetadataItemsList()).extracting(MetadataItem::getKey)
			.containsExactly("k", "j", "k");
		assertThat(messages.get(1).getMetadataItemsList()).extracting((item) -> item.getValue().toStringUtf8())
			.containsExactly("1", "", "2");
	}

	@Test
	void requestsOfOneSessionMayDifferInTheirCodec() {
		WriteStream writer = writer("shop");
		for (int codec : new int[] { 1, 2, 3, 4, 5, 9_999, 10_000, 70_000 }) {
			writer.writeOnly(request(WriteStream.message(codec, "x")).setCodec(codec));
			assertThat(writer.response().getAcks(0).hasWritten()).isTrue();
		}
		assertThat(this.test.broker().records("orders", 0)).extracting(StoredRecord::codec)
			.containsExactly(1, 2, 3, 4, 5, 9_999, 10_000, 70_000);
	}

	@Test
	void aCodecThatLeavesTheListIsRefusedFromThenOn() {
		this.test.topics()
			.createTopic(CreateTopicRequest.newBuilder()
				.setPath("zipped")
				.setSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(1).addCodecs(2))
				.build());
		WriteStream writer = this.test.writer();
		writer.init("zipped", "p");
		writer.write(1);
		this.test.topics()
			.alterTopic(AlterTopicRequest.newBuilder()
				.setPath("zipped")
				.setSetSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(2))
				.build());
		assertThat(writer.isOpen()).isTrue();
		writer.writeOnly(2);
		assertThat(writer.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void requestsAreAnsweredOneByOneInOrder() {
		WriteStream writer = writer("shop");
		long seqNo = 1;
		for (int request = 0; request < 50; request++) {
			long[] seqNos = new long[1 + request % 4];
			for (int i = 0; i < seqNos.length; i++) {
				seqNos[i] = seqNo++;
			}
			writer.writeOnly(seqNos);
		}
		long expected = 1;
		for (int request = 0; request < 50; request++) {
			WriteResponse response = writer.response();
			assertThat(response.getAcksCount()).isEqualTo(1 + request % 4);
			for (WriteResponse.WriteAck ack : response.getAcksList()) {
				assertThat(ack.getSeqNo()).isEqualTo(expected);
				assertThat(ack.getWritten().getOffset()).isEqualTo(expected - 1);
				expected++;
			}
		}
	}

	@Test
	void gapsOfNumbersAreFineAndLowerOnesAreSkipped() {
		WriteStream writer = writer("shop");
		assertThat(writer.write(10).getAcks(0).hasWritten()).isTrue();
		assertThat(writer.write(50).getAcks(0).hasWritten()).isTrue();
		assertThat(writer.write(40).getAcks(0).hasSkipped()).isTrue();
		assertThat(writer.write(Long.MAX_VALUE).getAcks(0).hasWritten()).isTrue();
		assertThat(seqNos()).containsExactly(10L, 50L, Long.MAX_VALUE);
	}

	@Test
	void whatIsAcknowledgedCanBeReadAtOnce() {
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		reader.start();
		reader.grant(10_000_000);
		WriteStream writer = writer("shop");
		for (int i = 1; i <= 20; i++) {
			writer.write(i);
			assertThat(this.test.broker().endOffset("orders", 0)).isEqualTo(i);
			assertThat(reader.read(1).get(0).getSeqNo()).isEqualTo(i);
		}
	}

	@Test
	void statisticsAreThereForEveryRequest() {
		WriteStream writer = writer("shop");
		for (WriteResponse response : List.of(writer.write(1), writer.write(1), writer.write(1, 2))) {
			assertThat(response.hasWriteStatistics()).isTrue();
			WriteResponse.WriteStatistics statistics = response.getWriteStatistics();
			assertThat(statistics.hasPersistingTime()).isTrue();
			assertThat(statistics.hasMinQueueWaitTime()).isTrue();
			assertThat(statistics.hasMaxQueueWaitTime()).isTrue();
			assertThat(statistics.hasPartitionQuotaWaitTime()).isTrue();
			assertThat(statistics.hasTopicQuotaWaitTime()).isTrue();
			assertThat(statistics.getPersistingTime().getNanos() % 1_000_000).isZero();
		}
	}

	@Test
	void sessionsInterleaveAndEachKeepsItsOrder() {
		WriteStream first = writer("a");
		WriteStream second = writer("b");
		for (int i = 1; i <= 100; i++) {
			first.writeOnly(i);
			second.writeOnly(i);
		}
		for (int i = 1; i <= 100; i++) {
			first.response();
			second.response();
		}
		for (String producer : List.of("a", "b")) {
			List<Long> own = this.test.broker()
				.records("orders", 0)
				.stream()
				.filter((record) -> record.producerId().equals(producer))
				.map(StoredRecord::seqNo)
				.toList();
			assertThat(own).hasSize(100).isSorted();
		}
	}

	@Test
	void tooManyBytesInFlightOverloadThePartition() {
		this.test.broker().faults().freeze("orders", 0);
		List<WriteStream> writers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			WriteStream writer = writer("p" + i);
			writers.add(writer);
			writer.writeOnly(request(WriteRequest.MessageData.newBuilder()
				.setSeqNo(1)
				.setData(ByteString.copyFrom(new byte[16_000_000]))));
			if (i < 2) {
				int stored = i + 1;
				await().until(() -> this.test.broker().endOffset("orders", 0) == stored);
			}
		}
		FromServer fatal = writers.get(2).awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.OVERLOADED);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500002);
		this.test.broker().faults().unfreeze("orders", 0);
		assertThat(WriteStream.offsets(writers.get(0).response())).containsExactly(0L);
		assertThat(writer("p2").write(1).getAcks(0).hasWritten()).isTrue();
	}

	@Test
	void whoTakesOverKnowsAllThatWasStoredAndNothingComesAfterwards() {
		WriteStream first = writer("shop");
		for (int i = 1; i <= 200; i++) {
			first.writeOnly(i);
		}
		first.response();
		WriteStream second = this.test.writer();
		long last = second.init("orders", "shop").getLastSeqNo();
		FromServer fatal = first.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500003);
		assertThat(fatal.getIssues(0).getMessage()).contains("taken over by another session");
		assertThat(seqNos()).hasSize((int) last);
		assertThat(second.write(last, last + 1).getAcks(1).getWritten().getOffset()).isEqualTo(last);
	}

	@Test
	void aSplitPartitionTakesNothingMoreFromWhoWasThere() {
		WriteStream writer = writer("shop");
		writer.write(1);
		this.test.broker().faults().split("orders", 0);
		writer.writeOnly(2);
		FromServer fatal = writer.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.OVERLOADED);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500029);
		assertThat(seqNos()).containsExactly(1L);
		WriteStream next = this.test.writer();
		assertThat(next.init("orders", "shop").getLastSeqNo()).isEqualTo(1);
		assertThat(next.write(2).getAcks(0).getWritten().getOffset()).isZero();
	}

	@Test
	void anInactivePartitionIsRefusedByItsIdWithAndWithoutAProducer() {
		this.test.broker().faults().split("orders", 0);
		for (String producer : List.of("", "shop")) {
			FromServer fatal = refused(
					InitRequest.newBuilder().setPath("orders").setProducerId(producer).setPartitionId(0));
			assertThat(fatal.getStatus()).isEqualTo(StatusCode.OVERLOADED);
			assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500029);
		}
		FromServer direct = refused(InitRequest.newBuilder()
			.setPath("orders")
			.setPartitionWithGeneration(PartitionWithGeneration.newBuilder().setPartitionId(0).setGeneration(1)));
		assertThat(direct.getIssues(0).getIssueCode()).isEqualTo(500029);
		assertThat(refused(InitRequest.newBuilder().setPath("orders").setPartitionId(-1)).getStatus())
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(refused(InitRequest.newBuilder().setPath("orders").setPartitionId(3)).getStatus())
			.isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void aBindingToAnInactivePartitionIsReplaced() {
		writer("shop").write(1);
		this.test.broker().faults().split("orders", 0);
		long child = 1 + this.test.writer().init("orders", "shop").getPartitionId() % 2;
		InitRequest.Builder other = InitRequest.newBuilder().setPath("orders").setProducerId("new");
		assertThat(this.test.writer().init(other.setPartitionId(child)).getPartitionId()).isEqualTo(child);
		assertThat(this.test.writer().init("orders", "new").getPartitionId()).isEqualTo(child);
	}

}
