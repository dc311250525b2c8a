package io.ydbtopic.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How a partition is split by its load, as clients see it ({@code P10} to {@code P13}).
 */
class LoadSplitRulesTest {

	private static final int PARTITION_INACTIVE = 500029;

	private final MutableClock clock = new MutableClock();

	@RegisterExtension
	final TestBroker test = new TestBroker(
			(options) -> options.clock(this.clock).loadCheckInterval(Duration.ofMillis(5)));

	/** 10 bytes per second, looked at over two seconds, and split from 10 bytes on. */
	private void create(String path, AutoPartitioningStrategy strategy) {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder()
			.setPath(path)
			.setPartitionWriteSpeedBytesPerSecond(10);
		request.getPartitioningSettingsBuilder()
			.setMaxActivePartitions(2)
			.getAutoPartitioningSettingsBuilder()
			.setStrategy(strategy)
			.getPartitionWriteSpeedBuilder()
			.setStabilizationWindow(com.google.protobuf.Duration.newBuilder().setSeconds(2))
			.setUpUtilizationPercent(50);
		this.test.topics().createTopic(request.build());
	}

	private List<DescribeTopicResult.PartitionInfo> partitions(String path) {
		return TestBroker
			.result(this.test.topics()
				.describeTopic(DescribeTopicRequest.newBuilder().setPath(path).build())
				.getOperation(), DescribeTopicResult.class)
			.getPartitionsList();
	}

	private WriteStream writer(String path, String producer) {
		WriteStream writer = this.test.writer();
		writer.init(path, producer);
		return writer;
	}

	private static void write(WriteStream writer, long seqNo, int bytes) {
		writer.writeOnly(
				WriteRequest.newBuilder().setCodec(1).addMessages(WriteStream.message(seqNo, "x".repeat(bytes))));
		assertThat(WriteStream.offsets(writer.response())).doesNotContain(-1L);
	}

	private void awaitSplit(String path) {
		await().atMost(Duration.ofSeconds(10)).until(() -> partitions(path).size() == 3);
	}

	@Test
	void aBusyPartitionWithTwoProducersIsSplitBetweenThem() {
		create("t", AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		WriteStream one = writer("t", "a");
		WriteStream other = writer("t", "b");
		write(one, 1, 4);
		write(other, 1, 50);
		awaitSplit("t");
		for (WriteStream writer : List.of(one, other)) {
			FromServer end = writer.awaitFatal();
			assertThat(end.getStatus()).isEqualTo(StatusCode.OVERLOADED);
			assertThat(end.getIssues(0).getIssueCode()).isEqualTo(PARTITION_INACTIVE);
		}
		List<DescribeTopicResult.PartitionInfo> partitions = partitions("t");
		assertThat(partitions.get(0).getActive()).isFalse();
		assertThat(partitions.get(0).getChildPartitionIdsList()).containsExactly(1L, 2L);
		assertThat(partitions.get(1).getKeyRange().hasFromBound()).isFalse();
		assertThat(partitions.get(1).getKeyRange().getToBound())
			.isEqualTo(partitions.get(2).getKeyRange().getFromBound());
		assertThat(partitions.get(2).getKeyRange().hasToBound()).isFalse();
		long partOfOne = initAgain("t", "a");
		assertThat(partOfOne).isBetween(1L, 2L);
		assertThat(initAgain("t", "b")).as("the other child").isEqualTo(3 - partOfOne);
	}

	/** A producer finds its numbers where it goes on. */
	private long initAgain(String path, String producer) {
		WriteStream writer = this.test.writer();
		var answer = writer.init(path, producer);
		assertThat(answer.getLastSeqNo()).isEqualTo(1);
		return answer.getPartitionId();
	}

	@Test
	void aPartitionOfOneProducerWaitsForASecondOne() {
		create("t", AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP_AND_DOWN);
		WriteStream one = writer("t", "a");
		write(one, 1, 1_000);
		create("witness", AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		write(writer("witness", "a"), 1, 50);
		write(writer("witness", "b"), 1, 50);
		awaitSplit("witness");
		assertThat(partitions("t")).hasSize(1);
		write(writer("t", "b"), 1, 1);
		awaitSplit("t");
	}

	@Test
	void whatWasWrittenBeforeTheWindowDoesNotCount() {
		create("t", AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		WriteStream one = writer("t", "a");
		WriteStream other = writer("t", "b");
		write(one, 1, 6);
		this.clock.advance(Duration.ofSeconds(3));
		write(other, 1, 6);
		write(one, 2, 1);
		assertThat(partitions("t")).hasSize(1);
		write(one, 3, 3);
		awaitSplit("t");
	}

	@Test
	void aSplitShowsWithinTheWindowAndAFewSeconds() throws InterruptedException {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder()
			.setPath("t")
			.setPartitionWriteSpeedBytesPerSecond(1);
		request.getPartitioningSettingsBuilder()
			.setMaxActivePartitions(2)
			.getAutoPartitioningSettingsBuilder()
			.setStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP)
			.getPartitionWriteSpeedBuilder()
			.setStabilizationWindow(com.google.protobuf.Duration.newBuilder().setSeconds(2))
			.setUpUtilizationPercent(2);
		try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.defaults())) {
			TestBroker.withChannel(broker, (channel) -> {
				TopicServiceGrpc.newBlockingStub(channel)
					.withDeadlineAfter(10, TimeUnit.SECONDS)
					.createTopic(request.build());
				WriteStream one = new WriteStream(TopicServiceGrpc.newStub(channel));
				WriteStream other = new WriteStream(TopicServiceGrpc.newStub(channel));
				one.init("t", "a");
				other.init("t", "b");
				one.write(1);
				other.write(1);
				assertThat(one.awaitFatal().getIssues(0).getIssueCode()).isEqualTo(PARTITION_INACTIVE);
				assertThat(other.awaitFatal().getIssues(0).getIssueCode()).isEqualTo(PARTITION_INACTIVE);
			});
		}
	}

	@Test
	void withoutTheSwitchLoadSplitsNothing() throws InterruptedException {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder()
			.setPath("t")
			.setPartitionWriteSpeedBytesPerSecond(1);
		request.getPartitioningSettingsBuilder()
			.setMaxActivePartitions(2)
			.getAutoPartitioningSettingsBuilder()
			.setStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		// Retention is looked after by the same clockwork: when it has come by often,
		// a look at the load would have come by as well.
		MutableClock time = new MutableClock();
		try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder()
			.clock(time)
			.splitByLoad(false)
			.loadCheckInterval(Duration.ofMillis(1))
			.retentionCheckInterval(Duration.ofMillis(20))
			.build())) {
			TestBroker.withChannel(broker, (channel) -> {
				TopicServiceGrpc.TopicServiceBlockingStub topics = TopicServiceGrpc.newBlockingStub(channel)
					.withDeadlineAfter(10, TimeUnit.SECONDS);
				topics.createTopic(request.build());
				topics.createTopic(CreateTopicRequest.newBuilder().setPath("small").setRetentionStorageMb(1).build());
				for (String producer : List.of("a", "b")) {
					WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel));
					writer.init("t", producer);
					write(writer, 1, 100_000);
				}
				WriteStream small = new WriteStream(TopicServiceGrpc.newStub(channel));
				small.init("small", "a");
				for (int i = 1; i <= 5; i++) {
					int seqNo = i;
					write(small, seqNo, 1_100_000);
					await().until(() -> broker.endOffset("small", 0) == seqNo && broker.records("small", 0).isEmpty());
				}
				assertThat(broker.endOffset("t", 0)).isEqualTo(2);
				assertThat(partitionCount(topics)).isEqualTo(1);
			});
		}
	}

	private static int partitionCount(TopicServiceGrpc.TopicServiceBlockingStub topics) {
		return TestBroker
			.result(topics.describeTopic(DescribeTopicRequest.newBuilder().setPath("t").build()).getOperation(),
					DescribeTopicResult.class)
			.getPartitionsCount();
	}

	@Test
	void aPausedTopicIsNotSplit() {
		create("paused", AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_PAUSED);
		write(writer("paused", "a"), 1, 1_000);
		write(writer("paused", "b"), 1, 1_000);
		create("witness", AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		write(writer("witness", "a"), 1, 50);
		write(writer("witness", "b"), 1, 50);
		awaitSplit("witness");
		assertThat(partitions("paused")).hasSize(1);
	}

}
