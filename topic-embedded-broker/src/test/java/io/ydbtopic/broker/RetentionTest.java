package io.ydbtopic.broker;

import java.time.Duration;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RetentionTest {

	private final MutableClock clock = new MutableClock();

	@RegisterExtension
	final TestBroker test = new TestBroker(
			(options) -> options.clock(this.clock).retentionCheckInterval(Duration.ofMillis(10)));

	private static com.google.protobuf.Duration seconds(long seconds) {
		return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
	}

	private void create(CreateTopicRequest.Builder request) {
		this.test.topics().createTopic(request.setPath("t").build());
	}

	private WriteStream writer() {
		WriteStream writer = this.test.writer();
		writer.init("t", "p");
		return writer;
	}

	private long firstOffset() {
		return this.test.broker().records("t", 0).get(0).offset();
	}

	@Test
	void expiredMessagesGoAndReadingContinuesAfterTheGap() {
		create(CreateTopicRequest.newBuilder()
			.setRetentionPeriod(seconds(60))
			.addConsumers(Consumer.newBuilder().setName("a")));
		WriteStream writer = writer();
		writer.write(1, 2);
		this.clock.advance(Duration.ofSeconds(50));
		writer.write(3);
		this.clock.advance(Duration.ofSeconds(11));
		await().until(() -> this.test.broker().records("t", 0).size() == 1);
		assertThat(firstOffset()).isEqualTo(2);
		ReadStream reader = this.test.reader();
		reader.init("t", "a");
		assertThat(reader.start().getCommittedOffset()).isZero();
		reader.grant(1_000_000);
		assertThat(ReadStream.offsets(reader.read(1))).containsExactly(2L);
		assertThat(reader.commit(1, 0, 3)).isEqualTo(3);
	}

	@Test
	void aCheckThatFailsIsMadeAgain() {
		create(CreateTopicRequest.newBuilder().setRetentionPeriod(seconds(60)));
		writer().write(1);
		this.clock.fail(3);
		await().until(this.clock::hasFailed);
		this.clock.advance(Duration.ofSeconds(61));
		await().until(() -> this.test.broker().records("t", 0).isEmpty());
	}

	@Test
	void anImportantConsumerHoldsUnreadMessages() {
		create(CreateTopicRequest.newBuilder()
			.setRetentionPeriod(seconds(60))
			.addConsumers(Consumer.newBuilder().setName("a").setImportant(true)));
		writer().write(1, 2, 3);
		this.clock.advance(Duration.ofSeconds(1_000));
		ReadStream reader = this.test.reader();
		reader.init("t", "a");
		reader.start();
		reader.grant(1_000_000);
		assertThat(reader.read(3)).hasSize(3);
		reader.commit(1, 0, 2);
		await().until(() -> firstOffset() == 2);
	}

	@Test
	void anAvailabilityPeriodHoldsUnreadMessagesForAWhile() {
		create(CreateTopicRequest.newBuilder()
			.setRetentionPeriod(seconds(60))
			.addConsumers(Consumer.newBuilder().setName("a").setAvailabilityPeriod(seconds(600))));
		writer().write(1);
		this.clock.advance(Duration.ofSeconds(500));
		ReadStream reader = this.test.reader();
		reader.init("t", "a");
		reader.start();
		reader.grant(1_000_000);
		assertThat(reader.read(1)).hasSize(1);
		this.clock.advance(Duration.ofSeconds(101));
		await().until(() -> this.test.broker().records("t", 0).isEmpty());
		assertThat(this.test.broker().endOffset("t", 0)).isEqualTo(1);
	}

	@Test
	void messagesAboveTheStorageLimitGo() {
		create(CreateTopicRequest.newBuilder().setRetentionStorageMb(1));
		WriteStream writer = writer();
		for (int i = 1; i <= 3; i++) {
			writer.writeOnly(
					WriteRequest.newBuilder().setCodec(1).addMessages(WriteStream.message(i, "x".repeat(500_000))));
			writer.response();
		}
		await().until(() -> this.test.broker().records("t", 0).size() == 2);
		assertThat(firstOffset()).isEqualTo(1);
	}

	@Test
	void oldMessagesArePassedOverOnRequest() {
		create(CreateTopicRequest.newBuilder()
			.addConsumers(Consumer.newBuilder().setName("a"))
			.addConsumers(Consumer.newBuilder().setName("b")));
		WriteStream writer = writer();
		writer.write(1);
		this.clock.advance(Duration.ofSeconds(100));
		writer.write(2);
		InitRequest.Builder lag = ReadStream.request("t", "a");
		lag.getTopicsReadSettingsBuilder(0).setMaxLag(seconds(50));
		InitRequest.Builder from = ReadStream.request("t", "b");
		from.getTopicsReadSettingsBuilder(0)
			.getReadFromBuilder()
			.setSeconds(this.clock.instant().getEpochSecond() - 50);
		for (InitRequest.Builder request : new InitRequest.Builder[] { lag, from }) {
			ReadStream reader = this.test.reader();
			reader.init(request);
			assertThat(reader.start().getCommittedOffset()).isZero();
			reader.grant(1_000_000);
			assertThat(ReadStream.offsets(reader.read(1))).containsExactly(1L);
		}
	}

	@Test
	void aCommitFromOutsideBelowTheFirstKeptMessageMovesUpToIt() {
		create(CreateTopicRequest.newBuilder()
			.setRetentionPeriod(seconds(60))
			.addConsumers(Consumer.newBuilder().setName("a")));
		WriteStream writer = writer();
		writer.write(1, 2, 3);
		this.clock.advance(Duration.ofSeconds(61));
		writer.write(4);
		await().until(() -> this.test.broker().records("t", 0).size() == 1);
		assertThat(this.test.topics()
			.commitOffset(CommitOffsetRequest.newBuilder().setPath("t").setConsumer("a").setOffset(1).build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.test.broker().committedOffset("t", 0, "a")).isEqualTo(3);
	}

}
