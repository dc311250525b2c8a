package io.ydbtopic.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.ydbtopic.broker.journal.JournalEvent;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.scheme.MakeDirectoryRequest;
import io.ydbtopic.proto.scheme.v1.SchemeServiceGrpc;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse.MessageData;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Requests that are well formed and out of all proportion: they are refused or carried
 * out within the deadline of a call, and what they name stays in one line of the journal.
 */
class HostileRequestsTest {

	/**
	 * With the growth of the time by the square of it, this took half a minute and more.
	 */
	private static final int MANY = 5_000;

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	private Operation create(String path) {
		return this.test.topics().createTopic(CreateTopicRequest.newBuilder().setPath(path).build()).getOperation();
	}

	private static void assertRefused(Operation operation, StatusCode status) {
		assertThat(operation.getStatus()).isEqualTo(status);
		assertThat(operation.getIssues(0).getMessage()).contains("expected").hasSizeLessThan(5_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "line\nbreak", "bell\u0007", "c1\u0085control", "..", "../up", "a/./b", "nul\u0000" })
	void namesThatMisleadAreNotMade(String path) {
		assertRefused(create(path), StatusCode.SCHEME_ERROR);
		assertRefused(SchemeServiceGrpc.newBlockingStub(this.test.channel())
			.makeDirectory(MakeDirectoryRequest.newBuilder().setPath(path).build())
			.getOperation(), StatusCode.SCHEME_ERROR);
	}

	@Test
	void namesOfAllLanguagesAreMade() {
		for (String path : List.of("заказы/новые", "注文", "😀", "with blank", "a+b:c@d")) {
			assertThat(create(path).getStatus()).isEqualTo(StatusCode.SUCCESS);
			WriteStream writer = this.test.writer();
			writer.init(path, "продюсер");
			assertThat(WriteStream.offsets(writer.write(1))).containsExactly(0L);
		}
	}

	@Test
	void pathsHaveADepthAndNamesALength() {
		assertThat(create("d/".repeat(31) + "t").getStatus()).isEqualTo(StatusCode.SUCCESS);
		Operation tooDeep = create("d/".repeat(32) + "t");
		assertThat(tooDeep.getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(tooDeep.getIssues(0).getMessage()).contains("more than 32 names");
		assertThat(create("a/".repeat(100_000) + "t").getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(create("x".repeat(255)).getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertRefused(create("x".repeat(256)), StatusCode.SCHEME_ERROR);
		assertRefused(create("x".repeat(1_000_000)), StatusCode.SCHEME_ERROR);
	}

	@Test
	void aNameOfAClientCannotForgeALineOfTheJournal() {
		String forged = "p\n#1 10:00:00.000 TOPIC_DROPPED /local/orders\u2028\u202e";
		this.test.writer().init("orders", forged);
		JournalEvent event = this.test.broker()
			.journal()
			.await((each) -> each.kind() == JournalKind.STREAM_OPENED, TestStream.PATIENCE);
		assertThat(event.who()).isEqualTo(forged);
		assertThat(event.toString()).hasLineCount(1)
			.contains("p\\u000a#1 10:00:00.000 TOPIC_DROPPED /local/orders\\u2028\\u202e: write_1_");
	}

	@Test
	void aTopicNamedManyTimesIsOneSubscription() {
		InitRequest.Builder request = InitRequest.newBuilder().setConsumer("billing");
		for (int i = 0; i < 5 * MANY; i++) {
			request.addTopicsReadSettingsBuilder().setPath("orders").addPartitionIds(i);
		}
		ReadStream reader = this.test.reader();
		reader.init(request);
		StreamReadMessage.FromServer end = reader.awaitFatal();
		assertThat(end.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(end.getIssues(0).getMessage()).contains("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "expected 0 to 0");
	}

	@Test
	void asManyPartitionsAsThereMayBeComeAtOnce() {
		CreateTopicRequest.Builder plain = CreateTopicRequest.newBuilder().setPath("plain");
		plain.getPartitioningSettingsBuilder().setMinActivePartitions(MANY);
		assertThat(this.test.topics().createTopic(plain.build()).getOperation().getStatus())
			.isEqualTo(StatusCode.SUCCESS);
		CreateTopicRequest.Builder scaled = CreateTopicRequest.newBuilder().setPath("scaled");
		scaled.getPartitioningSettingsBuilder()
			.setMaxActivePartitions(MANY)
			.getAutoPartitioningSettingsBuilder()
			.setStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		this.test.topics().createTopic(scaled.build());
		AlterTopicRequest.Builder more = AlterTopicRequest.newBuilder().setPath("scaled");
		more.getAlterPartitioningSettingsBuilder().setSetMinActivePartitions(MANY);
		assertThat(this.test.topics().alterTopic(more.build()).getOperation().getStatus())
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(this.test.broker().endOffset("scaled", 2L * (MANY - 1))).isZero();
	}

	@Test
	void moreConsumersThanThereMayBeAreRefusedAtOnce() {
		AlterTopicRequest.Builder request = AlterTopicRequest.newBuilder().setPath("orders");
		for (int i = 0; i < 5 * MANY; i++) {
			request.addAddConsumers(Consumer.newBuilder().setName("c" + i));
		}
		assertRefused(this.test.topics().alterTopic(request.build()).getOperation(), StatusCode.BAD_REQUEST);
	}

	@Test
	void aQueryHasALength() {
		var refused = new QueryClient(this.test.channel()).execute(";".repeat(1_000_001));
		assertThat(refused.getStatus()).isEqualTo(StatusCode.GENERIC_ERROR);
		assertThat(refused.getIssues(0).getMessage()).contains("1000001 characters (expected at most 1000000)");
	}

	@Test
	void timesBeyondAllMeasureAreAsFarAsTimeReaches() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "p");
		writer.writeOnly(WriteRequest.newBuilder()
			.setCodec(1)
			.addMessages(WriteStream.message(1, "late").setCreatedAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE)))
			.addMessages(
					WriteStream.message(2, "early").setCreatedAt(Timestamp.newBuilder().setSeconds(Long.MIN_VALUE))));
		writer.response();
		ReadStream reader = this.test.reader();
		reader.init(ReadStream.request("orders", "", 0));
		reader.start();
		reader.grant(1_000_000);
		List<MessageData> messages = reader.read(2);
		assertThat(messages.get(0).getCreatedAt().getSeconds()).isEqualTo(Long.MAX_VALUE / 1_000);
		assertThat(messages.get(1).getCreatedAt().getSeconds()).isEqualTo(Math.floorDiv(Long.MIN_VALUE, 1_000));
	}

	@Test
	void filtersBeyondAllMeasureKeepTheirMeaning() {
		ReadStream fromTheEndOfTime = this.test.reader();
		InitRequest.Builder never = ReadStream.request("orders", "", 0);
		never.getTopicsReadSettingsBuilder(0).setReadFrom(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE));
		fromTheEndOfTime.init(never);
		fromTheEndOfTime.start();
		fromTheEndOfTime.grant(1_000_000);
		ReadStream ofAnyAge = this.test.reader();
		InitRequest.Builder always = ReadStream.request("orders", "", 0);
		always.getTopicsReadSettingsBuilder(0).setMaxLag(Duration.newBuilder().setSeconds(Long.MAX_VALUE));
		ofAnyAge.init(always);
		ofAnyAge.start();
		ofAnyAge.grant(1_000_000);
		WriteStream writer = this.test.writer();
		writer.init("orders", "p");
		writer.write(1);
		assertThat(ofAnyAge.read(1)).hasSize(1);
		fromTheEndOfTime.assertSilent();
		ReadStream beforeTime = this.test.reader();
		InitRequest.Builder negative = ReadStream.request("orders", "", 0);
		negative.getTopicsReadSettingsBuilder(0).setReadFrom(Timestamp.newBuilder().setSeconds(Long.MIN_VALUE));
		beforeTime.initOnly(negative);
		assertThat(beforeTime.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void whoeverOpensAStreamWhileItsTopicIsDroppedIsTold() throws ExecutionException, InterruptedException {
		for (int i = 0; i < 100; i++) {
			create("short-lived");
			ReadStream free = this.test.reader();
			WriteStream writer = this.test.writer();
			free.initOnly(ReadStream.request("short-lived", "", 0));
			writer.initOnly(io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest.newBuilder()
				.setPath("short-lived")
				.setProducerId("p"));
			Future<?> dropped = TopicServiceGrpc.newFutureStub(this.test.channel())
				.withDeadlineAfter(10, TimeUnit.SECONDS)
				.dropTopic(DropTopicRequest.newBuilder().setPath("short-lived").build());
			dropped.get();
			assertThat(free.awaitFatal().getStatus()).isIn(StatusCode.UNAVAILABLE, StatusCode.SCHEME_ERROR);
			assertThat(writer.awaitFatal().getStatus()).isIn(StatusCode.UNAVAILABLE, StatusCode.SCHEME_ERROR);
		}
	}

	@Test
	void aDirectoryOfABrokerThatWasKilledWhileItMadeItIsUsed(@TempDir Path directory) throws Exception {
		Files.createFile(directory.resolve("FORMAT"));
		BrokerOptions options = BrokerOptions.builder().dataDir(directory).topic("kept:1:billing").build();
		EmbeddedBroker.start(options).close();
		assertThat(directory.resolve("FORMAT")).hasContent("ydb-topic-broker 1");
		Files.writeString(directory.resolve("FORMAT"), "");
		assertThatIllegalStateException().isThrownBy(() -> EmbeddedBroker.start(options))
			.withMessageContaining("has format ''");
	}

	@Test
	void aFormatThatIsNoTextIsRefusedAndNotTouched(@TempDir Path directory) throws Exception {
		byte[] foreign = new byte[1_000_000];
		java.util.Arrays.fill(foreign, (byte) 0xfe);
		Files.write(directory.resolve("FORMAT"), foreign);
		assertThatIllegalStateException()
			.isThrownBy(() -> EmbeddedBroker.start(BrokerOptions.builder().dataDir(directory).build()))
			.withMessageContaining("nothing was changed")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(1_000));
		assertThat(directory.resolve("FORMAT")).hasBinaryContent(foreign);
	}

}
