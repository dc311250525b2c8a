package io.ydbtopic.broker;

import java.util.List;

import com.google.protobuf.ByteString;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.PartitionWithGeneration;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.SupportedCodecs;
import io.ydbtopic.proto.topic.UpdateTokenRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class WriteHandshakeTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:3:billing"));

	private void assertRefused(InitRequest.Builder init, StatusCode status, int issue) {
		WriteStream writer = this.test.writer();
		writer.initOnly(init);
		assertFatal(writer, status, issue);
	}

	private static FromServer assertFatal(WriteStream writer, StatusCode status, int issue) {
		FromServer fatal = writer.awaitFatal();
		assertThat(fatal.getStatus()).as(fatal.toString()).isEqualTo(status);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(issue);
		return fatal;
	}

	@Test
	void theHandshakeIsChecked() {
		assertRefused(InitRequest.newBuilder(), StatusCode.BAD_REQUEST, 500003);
		assertRefused(InitRequest.newBuilder().setPath("orders").setProducerId("a").setMessageGroupId("b"),
				StatusCode.BAD_REQUEST, 500003);
		assertRefused(InitRequest.newBuilder().setPath("///"), StatusCode.BAD_REQUEST, 500003);
		assertRefused(InitRequest.newBuilder().setPath("/elsewhere/orders"), StatusCode.BAD_REQUEST, 500003);
		assertRefused(InitRequest.newBuilder().setPath("missing"), StatusCode.SCHEME_ERROR, 500017);
		assertRefused(InitRequest.newBuilder().setPath("orders").setPartitionId(3), StatusCode.BAD_REQUEST, 500003);
		assertRefused(InitRequest.newBuilder()
			.setPath("orders")
			.setPartitionWithGeneration(PartitionWithGeneration.newBuilder().setPartitionId(0).setGeneration(7)),
				StatusCode.UNAVAILABLE, 500027);
	}

	@Test
	void aProducerStaysWithItsPartition() {
		long home = this.test.writer().init("orders", "shop").getPartitionId();
		long other = (home + 1) % 3;
		assertRefused(InitRequest.newBuilder().setPath("orders").setProducerId("shop").setPartitionId(other),
				StatusCode.BAD_REQUEST, 500003);
		InitRequest.Builder same = InitRequest.newBuilder()
			.setPath("orders")
			.setProducerId("shop")
			.setPartitionId(home);
		assertThat(this.test.writer().init(same).getPartitionId()).isEqualTo(home);
	}

	@Test
	void anExplicitPartitionBindsItsProducer() {
		this.test.writer().init(InitRequest.newBuilder().setPath("orders").setProducerId("p").setPartitionId(2));
		assertThat(this.test.writer().init("orders", "p").getPartitionId()).isEqualTo(2);
	}

	@Test
	void theCurrentGenerationIsAccepted() {
		InitRequest.Builder init = InitRequest.newBuilder()
			.setPath("orders")
			.setPartitionWithGeneration(PartitionWithGeneration.newBuilder().setPartitionId(1).setGeneration(1));
		assertThat(this.test.writer().init(init).getPartitionId()).isEqualTo(1);
	}

	@Test
	void writersWithoutProducerGoRoundThePartitions() {
		List<Long> partitions = List.of(this.test.writer().init("orders", "").getPartitionId(),
				this.test.writer().init("orders", "").getPartitionId(),
				this.test.writer().init("orders", "").getPartitionId());
		assertThat(partitions).containsExactlyInAnyOrder(0L, 1L, 2L);
	}

	@Test
	void allFormsOfAPathNameTheSameTopic() {
		for (String path : List.of("orders", "/local/orders", "local/orders", "/local//orders/")) {
			assertThat(this.test.writer().init(path, "same").getPartitionId()).isBetween(0L, 2L);
		}
		assertThat(this.test.broker().handshakesSeen()).isEqualTo(4);
	}

	@Test
	void onlyAnInitRequestMayComeFirst() {
		WriteStream writer = this.test.writer();
		writer.writeOnly(1);
		assertFatal(writer, StatusCode.BAD_REQUEST, 500003);

		WriteStream token = this.test.writer();
		token
			.send(FromClient.newBuilder().setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken("t")).build());
		assertFatal(token, StatusCode.BAD_REQUEST, 500003);

		WriteStream empty = this.test.writer();
		empty.send(FromClient.getDefaultInstance());
		assertFatal(empty, StatusCode.BAD_REQUEST, 500003);

		WriteStream twice = this.test.writer();
		twice.init("orders", "a");
		twice.initOnly(InitRequest.newBuilder().setPath("orders").setProducerId("a"));
		assertFatal(twice, StatusCode.BAD_REQUEST, 500003);

		WriteStream closed = this.test.writer();
		closed.halfClose();
		assertFatal(closed, StatusCode.BAD_REQUEST, 500003);
	}

	@Test
	void aWriteSentBeforeTheInitAnswerIsHandledAfterIt() {
		WriteStream writer = this.test.writer();
		writer.initOnly(InitRequest.newBuilder().setPath("orders").setProducerId("early"));
		writer.writeOnly(1);
		assertThat(writer.next().hasInitResponse()).isTrue();
		assertThat(WriteStream.offsets(writer.response())).containsExactly(0L);
	}

	@Test
	void theCodecListIsToldAndEnforced() {
		this.test.topics()
			.createTopic(CreateTopicRequest.newBuilder()
				.setPath("zipped")
				.setSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(2))
				.build());
		WriteStream writer = this.test.writer();
		assertThat(writer.init("zipped", "a").getSupportedCodecs().getCodecsList()).containsExactly(2);
		writer.writeOnly(WriteRequest.newBuilder().setCodec(2).addMessages(WriteStream.message(1, "x")));
		assertThat(WriteStream.offsets(writer.response())).containsExactly(0L);
		writer.writeOnly(2);
		assertThat(assertFatal(writer, StatusCode.BAD_REQUEST, 500003).getIssues(0).getMessage()).contains("[2]");

		assertThat(this.test.writer().init("orders", "b").hasSupportedCodecs()).isFalse();
	}

	@Test
	void anyCodecIsTakenWithoutAList() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "a");
		writer.writeOnly(WriteRequest.newBuilder().setCodec(10_007).addMessages(WriteStream.message(1, "x")));
		writer.writeOnly(WriteRequest.newBuilder().setCodec(77).addMessages(WriteStream.message(2, "y")));
		assertThat(writer.response().getAcksCount()).isEqualTo(1);
		assertThat(writer.response().getAcksCount()).isEqualTo(1);
		assertThat(ByteString.copyFromUtf8("x")).isEqualTo(anyRecordOf("a").data());
	}

	private io.ydbtopic.broker.log.StoredRecord anyRecordOf(String producer) {
		for (int partition = 0; partition < 3; partition++) {
			for (io.ydbtopic.broker.log.StoredRecord record : this.test.broker().records("orders", partition)) {
				if (record.producerId().equals(producer)) {
					return record;
				}
			}
		}
		throw new AssertionError("nothing of " + producer);
	}

}
