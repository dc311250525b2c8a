package io.ydbtopic.broker;

import java.time.Duration;

import io.ydbtopic.broker.variant.ServerVariant;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * What other versions of the server do.
 */
class VariantTest {

	private final MutableClock clock = new MutableClock();

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.clock(this.clock)
		.retentionCheckInterval(Duration.ofMillis(10))
		.topic("orders:1:billing")
		.messageBytesMax(10)
		.variant(ServerVariant.values()));

	private WriteStream writer() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		return writer;
	}

	private Operation commit(String topic, long offset) {
		return this.test.topics()
			.commitOffset(
					CommitOffsetRequest.newBuilder().setPath(topic).setConsumer("billing").setOffset(offset).build())
			.getOperation();
	}

	@Test
	void aDisplacedWriterExpires() {
		WriteStream first = writer();
		writer();
		FromServer fatal = first.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.SESSION_EXPIRED);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500004);
		assertThat(fatal.getIssues(0).getMessage()).contains("taken over by another session");
	}

	@Test
	void aTopicIsMadeOnce() {
		CreateTopicRequest request = CreateTopicRequest.newBuilder().setPath("new").build();
		assertThat(this.test.topics().createTopic(request).getOperation().getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.test.topics().createTopic(request).getOperation().getStatus())
			.isEqualTo(StatusCode.ALREADY_EXISTS);
	}

	@Test
	void commitsBelowTheFirstKeptMessageAreRefused() {
		this.test.topics()
			.createTopic(CreateTopicRequest.newBuilder()
				.setPath("short")
				.setRetentionPeriod(com.google.protobuf.Duration.newBuilder().setSeconds(60))
				.addConsumers(Consumer.newBuilder().setName("billing"))
				.build());
		WriteStream writer = this.test.writer();
		writer.init("short", "p");
		writer.write(1, 2, 3);
		this.clock.advance(Duration.ofSeconds(61));
		writer.write(4);
		await().until(() -> this.test.broker().records("short", 0).size() == 1);
		assertThat(commit("short", 1).getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(commit("short", 1).getIssues(0).getIssueCode()).isEqualTo(500025);
		assertThat(commit("short", 3).getStatus()).isEqualTo(StatusCode.SUCCESS);
	}

	@Test
	void aFinishedParentIsNotRewound() {
		writer().write(1, 2);
		this.test.broker().faults().split("orders", 0);
		assertThat(commit("orders", 1).getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(commit("orders", 2).getStatus()).isEqualTo(StatusCode.SUCCESS);
		Operation back = commit("orders", 1);
		assertThat(back.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(back.getIssues(0).getIssueCode()).isEqualTo(500025);
		assertThat(this.test.broker().committedOffset("orders", 0, "billing")).isEqualTo(2);
	}

	@Test
	void readersOfADroppedTopicAreToldBadRequestAndWritersUnavailable() {
		WriteStream writer = writer();
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		reader.start();
		ReadStream free = this.test.reader();
		free.init(ReadStream.request("orders", "", 0));
		free.start();
		this.test.topics().dropTopic(DropTopicRequest.newBuilder().setPath("orders").build());
		for (ReadStream each : new ReadStream[] { reader, free }) {
			assertThat(each.awaitStop().getGraceful()).isFalse();
			StreamReadMessage.FromServer fatal = each.awaitFatal();
			assertThat(fatal.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
			assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500003);
		}
		assertThat(writer.awaitFatal().getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
	}

	@Test
	void aMessageMayBeLimited() {
		WriteStream writer = writer();
		writer.writeOnly(WriteRequest.newBuilder().setCodec(1).addMessages(WriteStream.message(1, "0123456789")));
		assertThat(WriteStream.offsets(writer.response())).containsExactly(0L);
		writer.writeOnly(WriteRequest.newBuilder().setCodec(1).addMessages(WriteStream.message(2, "0123456789a")));
		FromServer fatal = writer.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(fatal.getIssues(0).getMessage()).contains("11 bytes (expected at most 10)");
		assertThatIllegalArgumentException().isThrownBy(() -> BrokerOptions.builder().messageBytesMax(0))
			.withMessageContaining("messageBytesMax is 0");
	}

}
