package io.ydbtopic.broker;

import java.util.function.Consumer;

import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.scheme.Entry;
import io.ydbtopic.proto.topic.AlterConsumer;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DescribeConsumerRequest;
import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribePartitionRequest;
import io.ydbtopic.proto.topic.DescribePartitionResult;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.MeteringMode;
import io.ydbtopic.proto.topic.PartitioningSettings;
import io.ydbtopic.proto.topic.SupportedCodecs;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class TopicControlTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> {
	});

	private static io.ydbtopic.proto.topic.Consumer.Builder consumer(String name) {
		return io.ydbtopic.proto.topic.Consumer.newBuilder().setName(name);
	}

	private StatusCode create(Consumer<CreateTopicRequest.Builder> settings) {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder().setPath("t");
		settings.accept(request);
		return this.test.topics().createTopic(request.build()).getOperation().getStatus();
	}

	private StatusCode alter(Consumer<AlterTopicRequest.Builder> changes) {
		AlterTopicRequest.Builder request = AlterTopicRequest.newBuilder().setPath("t");
		changes.accept(request);
		return this.test.topics().alterTopic(request.build()).getOperation().getStatus();
	}

	private DescribeTopicResult describe() {
		return TestBroker.result(this.test.topics()
			.describeTopic(DescribeTopicRequest.newBuilder()
				.setPath("t")
				.setIncludeStats(true)
				.setIncludeLocation(true)
				.build())
			.getOperation(), DescribeTopicResult.class);
	}

	@Test
	void defaultsAreReported() {
		assertThat(create((topic) -> {
		})).isEqualTo(StatusCode.SUCCESS);
		DescribeTopicResult topic = describe();
		assertThat(topic.getSelf().getName()).isEqualTo("t");
		assertThat(topic.getSelf().getType()).isEqualTo(Entry.Type.TOPIC);
		assertThat(topic.getSelf().getOwner()).isNotEmpty();
		PartitioningSettings partitioning = topic.getPartitioningSettings();
		assertThat(partitioning.getMinActivePartitions()).isEqualTo(1);
		assertThat(partitioning.getMaxActivePartitions()).isEqualTo(1);
		assertThat(partitioning.getAutoPartitioningSettings().getStrategy())
			.isEqualTo(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_DISABLED);
		assertThat(partitioning.getAutoPartitioningSettings()
			.getPartitionWriteSpeed()
			.getStabilizationWindow()
			.getSeconds()).isEqualTo(300);
		assertThat(partitioning.getAutoPartitioningSettings().getPartitionWriteSpeed().getUpUtilizationPercent())
			.isEqualTo(80);
		assertThat(partitioning.getAutoPartitioningSettings().getPartitionWriteSpeed().getDownUtilizationPercent())
			.isEqualTo(20);
		assertThat(topic.getRetentionPeriod().getSeconds()).isEqualTo(86_400);
		assertThat(topic.getPartitionWriteSpeedBytesPerSecond()).isEqualTo(1_048_576);
		assertThat(topic.getPartitionWriteBurstBytes()).isEqualTo(1_048_576);
		assertThat(topic.hasSupportedCodecs()).isFalse();
		assertThat(topic.hasMetricsLevel()).isFalse();
		assertThat(topic.getAttributesMap()).containsEntry("_partitions_per_tablet", "1")
			.containsEntry("_message_group_seqno_retention_period_ms", "1382400000")
			.containsEntry("__max_partition_message_groups_seqno_stored", "6000000");
		assertThat(topic.getPartitionsCount()).isEqualTo(1);
		assertThat(topic.getPartitions(0).getActive()).isTrue();
		assertThat(topic.getPartitions(0).hasKeyRange()).isFalse();
		assertThat(topic.getPartitions(0).getPartitionLocation().getNodeId()).isEqualTo(1);
		assertThat(topic.getPartitions(0).getPartitionLocation().getGeneration()).isPositive();
		assertThat(topic.getPartitions(0).getPartitionStats().hasPartitionOffsets()).isTrue();
		assertThat(topic.getTopicStats().hasBytesWritten()).isTrue();
	}

	@Test
	void badSettingsAreRefused() {
		assertBad((topic) -> topic.getPartitioningSettingsBuilder().setMinActivePartitions(-1));
		assertBad((topic) -> topic.getPartitioningSettingsBuilder().setMinActivePartitions(1L << 32));
		assertBad((topic) -> {
			topic.getPartitioningSettingsBuilder().setMinActivePartitions(3).setMaxActivePartitions(2);
			topic.getPartitioningSettingsBuilder().getAutoPartitioningSettingsBuilder();
		});
		assertBad((topic) -> topic.setRetentionPeriod(Duration.newBuilder().setSeconds(-5)));
		assertBad((topic) -> topic.setRetentionPeriod(Duration.getDefaultInstance()));
		assertBad((topic) -> topic.setRetentionPeriod(Duration.newBuilder().setSeconds(1L << 31)));
		assertBad((topic) -> topic.setRetentionStorageMb(-1));
		assertBad((topic) -> topic.getSupportedCodecsBuilder().addCodecs(0));
		assertBad((topic) -> topic.getSupportedCodecsBuilder().addCodecs(5));
		assertBad((topic) -> topic.setPartitionWriteSpeedBytesPerSecond(51L << 20));
		assertBad((topic) -> topic.setPartitionWriteSpeedBytesPerSecond(1 << 20).setPartitionWriteBurstBytes(3 << 20));
		assertBad((topic) -> topic.putAttributes("nonsense", "1"));
		assertBad((topic) -> topic.addConsumers(consumer("")));
		assertBad((topic) -> topic.addConsumers(consumer("a/b")));
		assertBad((topic) -> topic.addConsumers(consumer("a|b")));
		assertBad((topic) -> topic.addConsumers(consumer("a")).addConsumers(consumer("a")));
		assertBad((topic) -> topic.addConsumers(consumer("a").setReadFrom(Timestamp.newBuilder().setSeconds(-1))));
		assertBad((topic) -> topic
			.addConsumers(consumer("a").setImportant(true).setAvailabilityPeriod(Duration.newBuilder().setSeconds(1))));
		assertBad((topic) -> topic.setSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(1).addCodecs(2))
			.addConsumers(consumer("a").setSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(1))));
		assertBad((topic) -> topic.addConsumers(consumer("a").putAttributes("nonsense", "1")));
		assertBad((topic) -> topic.setPath(""));
		assertBad((topic) -> {
			topic.setRetentionStorageMb(5);
			topic.getPartitioningSettingsBuilder()
				.getAutoPartitioningSettingsBuilder()
				.setStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		});
		assertThat(create((topic) -> topic.setMeteringMode(MeteringMode.METERING_MODE_REQUEST_UNITS)))
			.isEqualTo(StatusCode.PRECONDITION_FAILED);
		assertThat(create((topic) -> topic.setPath("/local"))).isEqualTo(StatusCode.SCHEME_ERROR);
	}

	private void assertBad(Consumer<CreateTopicRequest.Builder> settings) {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder().setPath("t");
		settings.accept(request);
		Operation operation = this.test.topics().createTopic(request.build()).getOperation();
		assertThat(operation.getStatus()).as(request.toString()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(operation.getReady()).isTrue();
		assertThat(operation.hasResult()).isFalse();
		assertThat(operation.getIssues(0).getMessage()).contains("expected");
	}

	@Test
	void creatingAgainChangesNothing() {
		create((topic) -> topic.getPartitioningSettingsBuilder().setMinActivePartitions(2));
		assertThat(create((topic) -> topic.getPartitioningSettingsBuilder().setMinActivePartitions(7)))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(describe().getPartitionsCount()).isEqualTo(2);
	}

	@Test
	void partitionsOfAnAutoPartitionedTopicHaveTouchingBounds() {
		create((topic) -> topic.getPartitioningSettingsBuilder()
			.setMinActivePartitions(3)
			.setMaxActivePartitions(8)
			.getAutoPartitioningSettingsBuilder()
			.setStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP));
		DescribeTopicResult topic = describe();
		assertThat(topic.getPartitioningSettings().getMaxActivePartitions()).isEqualTo(8);
		assertThat(topic.getPartitioningSettings()
			.getAutoPartitioningSettings()
			.getPartitionWriteSpeed()
			.getUpUtilizationPercent()).isEqualTo(90);
		assertThat(topic.getPartitions(0).getKeyRange().hasFromBound()).isFalse();
		assertThat(topic.getPartitions(0).getKeyRange().getToBound())
			.isEqualTo(topic.getPartitions(1).getKeyRange().getFromBound());
		assertThat(topic.getPartitions(2).getKeyRange().hasToBound()).isFalse();
	}

	@Test
	void aLaterScaleUpInheritsTheLimitsOfTheBlock() {
		create((topic) -> {
			topic.getPartitioningSettingsBuilder().setMinActivePartitions(2).setMaxActivePartitions(5);
			topic.getPartitioningSettingsBuilder().getAutoPartitioningSettingsBuilder();
		});
		alter((topic) -> topic.getAlterPartitioningSettingsBuilder()
			.getAlterAutoPartitioningSettingsBuilder()
			.setSetStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP));
		PartitioningSettings partitioning = describe().getPartitioningSettings();
		assertThat(partitioning.getMaxActivePartitions()).isEqualTo(5);
		assertThat(partitioning.getMinActivePartitions()).isEqualTo(2);
		assertThat(partitioning.getAutoPartitioningSettings().getStrategy())
			.isEqualTo(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		assertThat(alter((topic) -> topic.getAlterPartitioningSettingsBuilder()
			.getAlterAutoPartitioningSettingsBuilder()
			.setSetStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_DISABLED)))
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(alter((topic) -> topic.getAlterPartitioningSettingsBuilder()
			.getAlterAutoPartitioningSettingsBuilder()
			.setSetStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_PAUSED))).isEqualTo(StatusCode.SUCCESS);
	}

	@Test
	void scaleUpOnAPlainTopicKeepsThePlainDefaults() {
		create((topic) -> {
		});
		alter((topic) -> {
			topic.getAlterPartitioningSettingsBuilder().setSetMinActivePartitions(3);
			topic.getAlterPartitioningSettingsBuilder().setSetMaxActivePartitions(6);
			topic.getAlterPartitioningSettingsBuilder()
				.getAlterAutoPartitioningSettingsBuilder()
				.setSetStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP)
				.getSetPartitionWriteSpeedBuilder()
				.setSetStabilizationWindow(Duration.newBuilder().setSeconds(60));
		});
		DescribeTopicResult topic = describe();
		assertThat(topic.getPartitioningSettings().getMaxActivePartitions()).isEqualTo(6);
		assertThat(topic.getPartitioningSettings()
			.getAutoPartitioningSettings()
			.getPartitionWriteSpeed()
			.getDownUtilizationPercent()).isEqualTo(20);
		assertThat(topic.getPartitionsList().stream().filter(DescribeTopicResult.PartitionInfo::getActive).count())
			.isEqualTo(3);
		assertThat(topic.getPartitions(0).getChildPartitionIdsList()).containsExactly(1L, 2L);
	}

	@Test
	void alterChangesOnlyWhatIsSet() {
		create((topic) -> topic.setRetentionPeriod(Duration.newBuilder().setSeconds(100))
			.setMetricsLevel(2)
			.putAttributes("_abc_id", "1")
			.setSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(1))
			.addConsumers(consumer("a").setSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(1).addCodecs(2)))
			.addConsumers(consumer("b").setAvailabilityPeriod(Duration.newBuilder().setSeconds(7))));
		assertThat(alter((topic) -> topic.setSetRetentionStorageMb(3)
			.putAlterAttributes("_abc_id", "")
			.putAlterAttributes("_abc_slug", "x")
			.setSetSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(2))
			.addDropConsumers("a")
			.addAlterConsumers(AlterConsumer.newBuilder().setName("b").setSetImportant(false))
			.addAddConsumers(consumer("c").setImportant(true)))).isEqualTo(StatusCode.SUCCESS);
		DescribeTopicResult topic = describe();
		assertThat(topic.getRetentionPeriod().getSeconds()).isEqualTo(100);
		assertThat(topic.getRetentionStorageMb()).isEqualTo(3);
		assertThat(topic.getMetricsLevel()).isEqualTo(2);
		assertThat(topic.getAttributesMap()).doesNotContainKey("_abc_id").containsEntry("_abc_slug", "x");
		assertThat(topic.getSupportedCodecs().getCodecsList()).containsExactly(2);
		assertThat(topic.getConsumersList()).extracting(io.ydbtopic.proto.topic.Consumer::getName)
			.containsExactly("b", "c");
		assertThat(topic.getConsumers(0).getAvailabilityPeriod().getSeconds()).isEqualTo(7);
		assertThat(topic.getConsumers(0).hasReadFrom()).isTrue();
		assertThat(topic.getConsumers(0).getAttributesMap()).containsEntry("_service_type", "data-streams");
		assertThat(topic.getConsumers(1).getImportant()).isTrue();
		alter((change) -> change.setResetMetricsLevel(Empty.getDefaultInstance())
			.addAlterConsumers(
					AlterConsumer.newBuilder().setName("b").setResetAvailabilityPeriod(Empty.getDefaultInstance())));
		assertThat(describe().hasMetricsLevel()).isFalse();
		assertThat(describe().getConsumers(0).hasAvailabilityPeriod()).isFalse();
	}

	@Test
	void alterAppliesAsAWholeOrNotAtAll() {
		create((topic) -> topic.addConsumers(consumer("a")));
		assertThat(alter((topic) -> topic.addDropConsumers("nobody").addAddConsumers(consumer("b"))))
			.isEqualTo(StatusCode.NOT_FOUND);
		assertThat(alter((topic) -> topic.addAlterConsumers(AlterConsumer.newBuilder().setName("nobody"))))
			.isEqualTo(StatusCode.NOT_FOUND);
		assertThat(alter((topic) -> topic.addAddConsumers(consumer("b")).addAddConsumers(consumer("a"))))
			.isEqualTo(StatusCode.ALREADY_EXISTS);
		assertThat(alter((topic) -> topic.addAddConsumers(consumer("b"))
			.setSetRetentionPeriod(Duration.newBuilder().setSeconds(-1)))).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(alter((topic) -> topic.setPath("missing"))).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(describe().getConsumersCount()).isEqualTo(1);
	}

	@Test
	void partitionsCanOnlyBeAdded() {
		create((topic) -> topic.getPartitioningSettingsBuilder().setMinActivePartitions(2));
		assertThat(alter((topic) -> topic.getAlterPartitioningSettingsBuilder().setSetMinActivePartitions(1)))
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(alter((topic) -> topic.getAlterPartitioningSettingsBuilder().setSetMinActivePartitions(4)))
			.isEqualTo(StatusCode.SUCCESS);
		DescribeTopicResult topic = describe();
		assertThat(topic.getPartitionsCount()).isEqualTo(4);
		assertThat(topic.getPartitioningSettings().getMinActivePartitions()).isEqualTo(4);
		assertThat(topic.getPartitions(3).hasKeyRange()).isFalse();
	}

	@Test
	void statisticsAreExactRightAfterAnAck() {
		create((topic) -> topic.addConsumers(consumer("a")));
		WriteStream writer = this.test.writer();
		writer.init("t", "p");
		writer.write(1, 2);
		DescribeTopicResult topic = describe();
		assertThat(topic.getPartitions(0).getPartitionStats().getPartitionOffsets().getEnd()).isEqualTo(2);
		assertThat(topic.getPartitions(0).getPartitionStats().getBytesWritten().getPerMinute()).isPositive();
		assertThat(topic.getPartitions(0).getPartitionStats().getBytesWritten().getPerHour()).isPositive();
		assertThat(topic.getPartitions(0).getPartitionStats().getBytesWritten().getPerDay()).isPositive();
		assertThat(topic.getPartitions(0).getPartitionStats().getLastWriteTime().getSeconds()).isPositive();
		assertThat(topic.getTopicStats().getBytesWritten().getPerDay()).isPositive();
		DescribeTopicResult bare = TestBroker.result(
				this.test.topics().describeTopic(DescribeTopicRequest.newBuilder().setPath("t").build()).getOperation(),
				DescribeTopicResult.class);
		assertThat(bare.hasTopicStats()).isFalse();
		assertThat(bare.getPartitions(0).hasPartitionStats()).isFalse();
		assertThat(bare.getPartitions(0).hasPartitionLocation()).isFalse();
		assertThat(bare.getConsumers(0).hasConsumerStats()).isFalse();
	}

	@Test
	void aConsumerIsDescribedWithItsReader() {
		create((topic) -> topic.addConsumers(consumer("a")));
		WriteStream writer = this.test.writer();
		writer.init("t", "p");
		writer.write(1, 2, 3);
		ReadStream reader = this.test.reader();
		String session = reader.init(ReadStream.request("t", "a").setReaderName("me")).getSessionId();
		reader.start();
		reader.grant(1_000_000);
		reader.read(3);
		reader.commit(1, 0, 2);
		DescribeConsumerResult consumer = TestBroker.result(this.test.topics()
			.describeConsumer(DescribeConsumerRequest.newBuilder()
				.setPath("/local/t")
				.setConsumer("a")
				.setIncludeStats(true)
				.setIncludeLocation(true)
				.build())
			.getOperation(), DescribeConsumerResult.class);
		assertThat(consumer.getSelf().getName()).isEqualTo("t/a");
		assertThat(consumer.getConsumer().getName()).isEqualTo("a");
		DescribeConsumerResult.PartitionConsumerStats stats = consumer.getPartitions(0).getPartitionConsumerStats();
		assertThat(stats.getCommittedOffset()).isEqualTo(2);
		assertThat(stats.getLastReadOffset()).isEqualTo(3);
		assertThat(stats.getReadSessionId()).isEqualTo(session);
		assertThat(stats.getReaderName()).isEqualTo("me");
		assertThat(stats.getBytesRead().getPerMinute()).isPositive();
		assertThat(consumer.getPartitions(0).getPartitionLocation().getNodeId()).isEqualTo(1);
	}

	@Test
	void unknownThingsAreNotDescribed() {
		create((topic) -> {
		});
		assertThat(this.test.topics()
			.describeTopic(DescribeTopicRequest.newBuilder().setPath("missing").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(this.test.topics()
			.describeConsumer(DescribeConsumerRequest.newBuilder().setPath("t").setConsumer("nobody").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(this.test.topics()
			.describeConsumer(DescribeConsumerRequest.newBuilder().setPath("t").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.test.topics()
			.describePartition(DescribePartitionRequest.newBuilder().setPath("t").setPartitionId(3).build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		DescribePartitionResult partition = TestBroker.result(this.test.topics()
			.describePartition(DescribePartitionRequest.newBuilder().setPath("t").setIncludeLocation(true).build())
			.getOperation(), DescribePartitionResult.class);
		assertThat(partition.getPartition().getPartitionLocation().getNodeId()).isEqualTo(1);
	}

	@Test
	void aTopicMadeAgainIsFresh() {
		create((topic) -> topic.addConsumers(consumer("a")));
		WriteStream writer = this.test.writer();
		writer.init("t", "p");
		writer.write(5);
		assertThat(this.test.topics()
			.dropTopic(DropTopicRequest.newBuilder().setPath("t").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.test.topics()
			.dropTopic(DropTopicRequest.newBuilder().setPath("t").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		create((topic) -> topic.addConsumers(consumer("a")));
		assertThat(this.test.writer().init("t", "p").getLastSeqNo()).isZero();
		assertThat(this.test.broker().endOffset("t", 0)).isZero();
	}

	@Test
	void transactionsAreUnsupportedForNow() {
		assertThat(this.test.topics()
			.updateOffsetsInTransaction(UpdateOffsetsInTransactionRequest.getDefaultInstance())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
	}

}
