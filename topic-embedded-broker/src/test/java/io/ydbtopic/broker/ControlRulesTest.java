package io.ydbtopic.broker;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.WhoAmIRequest;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.operation.OperationParams;
import io.ydbtopic.proto.scheme.Entry;
import io.ydbtopic.proto.scheme.ListDirectoryRequest;
import io.ydbtopic.proto.scheme.MakeDirectoryRequest;
import io.ydbtopic.proto.scheme.v1.SchemeServiceGrpc;
import io.ydbtopic.proto.topic.AlterAutoPartitioningWriteSpeedStrategy;
import io.ydbtopic.proto.topic.AlterConsumer;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.AutoPartitioningSettings;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DescribeConsumerRequest;
import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribePartitionRequest;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.MeteringMode;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.PartitioningSettings;
import io.ydbtopic.proto.topic.SupportedCodecs;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules of the control plane ({@code C1} to {@code C25}) that no broader test shows.
 */
class ControlRulesTest {

	private static final AutoPartitioningStrategy SCALE_UP = AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP;

	private static final AutoPartitioningStrategy DISABLED = AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_DISABLED;

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("there:1:billing"));

	private static io.ydbtopic.proto.topic.Consumer.Builder consumer(String name) {
		return io.ydbtopic.proto.topic.Consumer.newBuilder().setName(name);
	}

	private static SupportedCodecs codecs(Integer... codecs) {
		return SupportedCodecs.newBuilder().addAllCodecs(List.of(codecs)).build();
	}

	private static Duration seconds(long seconds) {
		return Duration.newBuilder().setSeconds(seconds).build();
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

	private StatusCode drop(String path) {
		return this.test.topics()
			.dropTopic(DropTopicRequest.newBuilder().setPath(path).build())
			.getOperation()
			.getStatus();
	}

	private DescribeTopicResult describe(Consumer<DescribeTopicRequest.Builder> with) {
		DescribeTopicRequest.Builder request = DescribeTopicRequest.newBuilder().setPath("t");
		with.accept(request);
		return TestBroker.result(this.test.topics().describeTopic(request.build()).getOperation(),
				DescribeTopicResult.class);
	}

	private DescribeTopicResult describe() {
		return describe((request) -> {
		});
	}

	private DescribeConsumerResult describeConsumer(Consumer<DescribeConsumerRequest.Builder> with) {
		DescribeConsumerRequest.Builder request = DescribeConsumerRequest.newBuilder().setPath("t").setConsumer("a");
		with.accept(request);
		return TestBroker.result(this.test.topics().describeConsumer(request.build()).getOperation(),
				DescribeConsumerResult.class);
	}

	private static void withBlock(CreateTopicRequest.Builder topic, Consumer<AutoPartitioningSettings.Builder> block) {
		block.accept(topic.getPartitioningSettingsBuilder().getAutoPartitioningSettingsBuilder());
	}

	private static Arguments call(String result, Function<TestBroker, Operation> call) {
		return Arguments.of(result, call);
	}

	static Stream<Arguments> unaryCalls() {
		return Stream.of(
				call("Ydb.Topic.CreateTopicResult",
						(broker) -> broker.topics()
							.createTopic(CreateTopicRequest.newBuilder().setPath("new").build())
							.getOperation()),
				call("Ydb.Topic.AlterTopicResult",
						(broker) -> broker.topics()
							.alterTopic(AlterTopicRequest.newBuilder().setPath("there").build())
							.getOperation()),
				call("Ydb.Topic.DescribeTopicResult",
						(broker) -> broker.topics()
							.describeTopic(DescribeTopicRequest.newBuilder().setPath("there").build())
							.getOperation()),
				call("Ydb.Topic.DescribePartitionResult",
						(broker) -> broker.topics()
							.describePartition(DescribePartitionRequest.newBuilder().setPath("there").build())
							.getOperation()),
				call("Ydb.Topic.DescribeConsumerResult", (broker) -> broker.topics()
					.describeConsumer(
							DescribeConsumerRequest.newBuilder().setPath("there").setConsumer("billing").build())
					.getOperation()),
				call("Ydb.Topic.CommitOffsetResult",
						(broker) -> broker.topics()
							.commitOffset(
									CommitOffsetRequest.newBuilder().setPath("there").setConsumer("billing").build())
							.getOperation()),
				call("Ydb.Topic.DropTopicResult",
						(broker) -> broker.topics()
							.dropTopic(DropTopicRequest.newBuilder().setPath("there").build())
							.getOperation()),
				call("Ydb.Scheme.ListDirectoryResult",
						(broker) -> SchemeServiceGrpc.newBlockingStub(broker.channel())
							.listDirectory(ListDirectoryRequest.newBuilder().setPath("/local").build())
							.getOperation()),
				call("Ydb.Discovery.ListEndpointsResult",
						(broker) -> DiscoveryServiceGrpc.newBlockingStub(broker.channel())
							.listEndpoints(ListEndpointsRequest.getDefaultInstance())
							.getOperation()),
				call("Ydb.Discovery.WhoAmIResult",
						(broker) -> DiscoveryServiceGrpc.newBlockingStub(broker.channel())
							.whoAmI(WhoAmIRequest.getDefaultInstance())
							.getOperation()));
	}

	@ParameterizedTest
	@MethodSource("unaryCalls")
	void anAnswerIsAReadyOperationWithItsOwnResult(String result, Function<TestBroker, Operation> call) {
		Operation operation = call.apply(this.test);
		assertThat(operation.getReady()).isTrue();
		assertThat(operation.getId()).isEmpty();
		assertThat(operation.getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(operation.getIssuesCount()).isZero();
		assertThat(operation.getResult().getTypeUrl()).isEqualTo("type.googleapis.com/" + result);
	}

	@Test
	void aRefusalIsAReadyOperationWithoutAResult() {
		Operation operation = this.test.topics()
			.describeTopic(DescribeTopicRequest.newBuilder().setPath("missing").build())
			.getOperation();
		assertThat(operation.getReady()).isTrue();
		assertThat(operation.getId()).isEmpty();
		assertThat(operation.hasResult()).isFalse();
		assertThat(operation.getIssuesCount()).isEqualTo(1);
		assertThat(operation.getIssues(0).getSeverity()).isEqualTo(1);
		assertThat(operation.getIssues(0).getIssueCode()).isEqualTo(500017);
		assertThat(operation.getIssues(0).getMessage()).contains("missing");
	}

	@Test
	void parametersOfTheOperationAreAccepted() {
		assertThat(create((topic) -> topic.setOperationParams(OperationParams.newBuilder()
			.setOperationMode(OperationParams.OperationMode.ASYNC)
			.setOperationTimeout(seconds(60))
			.setCancelAfter(seconds(60))
			.putLabels("a", "b")))).isEqualTo(StatusCode.SUCCESS);
		assertThat(describe().getSelf().getName()).isEqualTo("t");
	}

	@ParameterizedTest
	@CsvSource({ "/local/x, x", "x, /local/x", "local/x, /local//x/", "/local/x/, local/x", "a/b/c, /local/a/b/c",
			"//local/x, x", "x/, /local/x" })
	void whatOneFormOfAPathCreatesAnotherFinds(String created, String described) {
		assertThat(create((topic) -> topic.setPath(created))).isEqualTo(StatusCode.SUCCESS);
		assertThat(describe((request) -> request.setPath(described)).getSelf().getName())
			.isEqualTo(created.replaceAll("/+$", "").substring(created.replaceAll("/+$", "").lastIndexOf('/') + 1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "/other/x", "/localx/y" })
	void pathsThatLeadOutOfTheDatabaseAreRefused(String path) {
		assertThat(create((topic) -> topic.setPath(path))).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.test.topics()
			.describeTopic(DescribeTopicRequest.newBuilder().setPath(path).build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(drop(path)).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void aTopicIsNotMadeWhereSomethingElseIs() {
		SchemeServiceGrpc.newBlockingStub(this.test.channel())
			.makeDirectory(MakeDirectoryRequest.newBuilder().setPath("dir").build());
		for (String taken : List.of("/local", "dir", "there/below")) {
			assertThat(create((topic) -> topic.setPath(taken))).isEqualTo(StatusCode.SCHEME_ERROR);
		}
	}

	static Stream<Named<Consumer<CreateTopicRequest.Builder>>> badTopics() {
		return Stream.of(
				Named.of("a negative window",
						(topic) -> withBlock(topic,
								(block) -> block.getPartitionWriteSpeedBuilder().setStabilizationWindow(seconds(-1)))),
				Named.of("more than 100 percent up",
						(topic) -> withBlock(topic,
								(block) -> block.getPartitionWriteSpeedBuilder().setUpUtilizationPercent(101))),
				Named.of("less than 0 percent down",
						(topic) -> withBlock(topic,
								(block) -> block.getPartitionWriteSpeedBuilder().setDownUtilizationPercent(-1))),
				Named.of("a negative limit of partitions",
						(topic) -> topic.getPartitioningSettingsBuilder().setPartitionCountLimit(-1)),
				Named.of("a negative speed", (topic) -> topic.setPartitionWriteSpeedBytesPerSecond(-1)),
				Named.of("a negative burst", (topic) -> topic.setPartitionWriteBurstBytes(-1)),
				Named.of("a burst of more than twice the speed",
						(topic) -> topic.setPartitionWriteSpeedBytesPerSecond(2 << 20)
							.setPartitionWriteBurstBytes((4 << 20) + 1)),
				Named.of("codec 9999", (topic) -> topic.setSupportedCodecs(codecs(1, 9_999))),
				Named.of("codec -1", (topic) -> topic.setSupportedCodecs(codecs(-1))),
				Named.of("3001 consumers",
						(topic) -> IntStream.rangeClosed(0, 3_000)
							.forEach((number) -> topic.addConsumers(consumer("c" + number)))),
				Named.of("a codec of a consumer that is none",
						(topic) -> topic.addConsumers(consumer("a").setSupportedCodecs(codecs(7)))));
	}

	@ParameterizedTest
	@MethodSource("badTopics")
	void badValuesAreRefused(Consumer<CreateTopicRequest.Builder> settings) {
		assertThat(create(settings)).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.test.topics()
			.describeTopic(DescribeTopicRequest.newBuilder().setPath("t").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@Test
	void anEmptyListOfCodecsIsNoneAndCustomOnesMayBeThereTwice() {
		assertThat(create((topic) -> topic.setSupportedCodecs(codecs()))).isEqualTo(StatusCode.SUCCESS);
		assertThat(describe().hasSupportedCodecs()).isFalse();
		assertThat(create((topic) -> topic.setPath("u").setSupportedCodecs(codecs(1, 10_000, 10_000, 4))))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(describe((request) -> request.setPath("u")).getSupportedCodecs())
			.isEqualTo(codecs(1, 10_000, 10_000, 4));
	}

	@Test
	void aBlockOfAutoPartitioningHasItsOwnDefaults() {
		create((topic) -> {
			topic.getPartitioningSettingsBuilder().setMinActivePartitions(2).setPartitionCountLimit(9);
			withBlock(topic, (block) -> block.setStrategy(SCALE_UP));
		});
		PartitioningSettings reported = describe().getPartitioningSettings();
		assertThat(reported.getMinActivePartitions()).isEqualTo(2);
		assertThat(reported.getMaxActivePartitions()).isEqualTo(2);
		assertThat(reported.getPartitionCountLimit()).isZero();
		AutoPartitioningSettings block = reported.getAutoPartitioningSettings();
		assertThat(block.getStrategy()).isEqualTo(SCALE_UP);
		assertThat(block.getPartitionWriteSpeed().getStabilizationWindow()).isEqualTo(seconds(300));
		assertThat(block.getPartitionWriteSpeed().getUpUtilizationPercent()).isEqualTo(90);
		assertThat(block.getPartitionWriteSpeed().getDownUtilizationPercent()).isEqualTo(30);
	}

	@Test
	void withoutABlockTheLargestNumberIsIgnored() {
		create((topic) -> topic.getPartitioningSettingsBuilder().setMinActivePartitions(3).setMaxActivePartitions(9));
		PartitioningSettings reported = describe().getPartitioningSettings();
		assertThat(reported.getMinActivePartitions()).isEqualTo(3);
		assertThat(reported.getMaxActivePartitions()).isEqualTo(1);
		assertThat(reported.getAutoPartitioningSettings().getStrategy()).isEqualTo(DISABLED);
	}

	@Test
	void whatIsSetIsReported() {
		create((topic) -> topic.setRetentionPeriod(seconds(7_200))
			.setRetentionStorageMb(77)
			.setPartitionWriteSpeedBytesPerSecond(5_000)
			.setPartitionWriteBurstBytes(1 << 20)
			.setMetricsLevel(0)
			.setContentBasedDeduplication(true)
			.putAttributes("_abc_id", "12"));
		DescribeTopicResult topic = describe();
		assertThat(topic.getRetentionPeriod()).isEqualTo(seconds(7_200));
		assertThat(topic.getRetentionStorageMb()).isEqualTo(77);
		assertThat(topic.getPartitionWriteSpeedBytesPerSecond()).isEqualTo(5_000);
		assertThat(topic.getPartitionWriteBurstBytes()).isEqualTo(1 << 20);
		assertThat(topic.hasMetricsLevel()).isTrue();
		assertThat(topic.getMetricsLevel()).isZero();
		assertThat(topic.getContentBasedDeduplication()).isTrue();
		assertThat(topic.getMeteringMode()).isEqualTo(MeteringMode.METERING_MODE_UNSPECIFIED);
		assertThat(topic.getAttributesMap()).containsEntry("_abc_id", "12");
	}

	@Test
	void theBurstFollowsTheSpeed() {
		create((topic) -> topic.setPartitionWriteSpeedBytesPerSecond(2_000_000));
		assertThat(describe().getPartitionWriteBurstBytes()).isEqualTo(2_000_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "_partitions_per_tablet", "_allow_unauthenticated_read", "_allow_unauthenticated_write",
			"_abc_id", "_abc_slug", "_federation_account", "_max_partition_storage_size",
			"_message_group_seqno_retention_period_ms", "_max_partition_message_groups_seqno_stored", "_cleanup_policy",
			"_timestamp_type" })
	void knownAttributesAreTaken(String name) {
		assertThat(create((topic) -> topic.putAttributes(name, "1"))).isEqualTo(StatusCode.SUCCESS);
		assertThat(describe().getAttributesMap()).containsEntry(name, "1")
			.containsKeys("_partitions_per_tablet", "_message_group_seqno_retention_period_ms",
					"__max_partition_message_groups_seqno_stored");
	}

	@Test
	void consumersAreReportedAsTheyWereMadeAndInOrder() {
		create((topic) -> topic.setSupportedCodecs(codecs(1))
			.addConsumers(consumer("zebra").setImportant(true)
				.setReadFrom(Timestamp.newBuilder().setSeconds(77).setNanos(5))
				.setSupportedCodecs(codecs(2, 1))
				.putAttributes("_version", "4"))
			.addConsumers(consumer("ant").setAvailabilityPeriod(seconds(60))));
		alter((topic) -> topic.addAddConsumers(consumer("bee")).setSetSupportedCodecs(codecs(2)));
		List<io.ydbtopic.proto.topic.Consumer> consumers = describe().getConsumersList();
		assertThat(consumers).extracting(io.ydbtopic.proto.topic.Consumer::getName)
			.containsExactly("zebra", "ant", "bee");
		assertThat(consumers.get(0).getImportant()).isTrue();
		assertThat(consumers.get(0).getReadFrom()).isEqualTo(Timestamp.newBuilder().setSeconds(77).build());
		assertThat(consumers.get(0).getSupportedCodecs()).isEqualTo(codecs(2, 1));
		assertThat(consumers.get(0).getAttributesMap()).containsEntry("_version", "4")
			.containsEntry("_service_type", "data-streams");
		assertThat(consumers.get(0).hasAvailabilityPeriod()).isFalse();
		assertThat(consumers.get(1).getAvailabilityPeriod()).isEqualTo(seconds(60));
		assertThat(consumers.get(1).hasReadFrom()).isTrue();
		assertThat(consumers.get(1).getReadFrom()).isEqualTo(Timestamp.getDefaultInstance());
	}

	@Test
	void anAlterWithoutChangesChangesNothing() {
		create((topic) -> topic.setSupportedCodecs(codecs(1, 2))
			.setRetentionStorageMb(5)
			.setMetricsLevel(3)
			.putAttributes("_abc_id", "12")
			.addConsumers(consumer("a").setSupportedCodecs(codecs(1, 2)).setImportant(true)));
		DescribeTopicResult before = describe();
		assertThat(alter((topic) -> topic.addAlterConsumers(AlterConsumer.newBuilder().setName("a"))))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(describe()).isEqualTo(before);
	}

	@Test
	void anOptionalFieldThatIsSetToItsDefaultIsAChange() {
		create((topic) -> topic.setRetentionStorageMb(5)
			.setContentBasedDeduplication(true)
			.addConsumers(consumer("a").setImportant(true)));
		alter((topic) -> topic.setSetRetentionStorageMb(0)
			.setSetContentBasedDeduplication(false)
			.setSetMetricsLevel(0)
			.addAlterConsumers(AlterConsumer.newBuilder().setName("a").setSetImportant(false)));
		DescribeTopicResult topic = describe();
		assertThat(topic.getRetentionStorageMb()).isZero();
		assertThat(topic.getContentBasedDeduplication()).isFalse();
		assertThat(topic.hasMetricsLevel()).isTrue();
		assertThat(topic.getConsumers(0).getImportant()).isFalse();
		alter((change) -> change.setResetMetricsLevel(Empty.getDefaultInstance()));
		assertThat(describe().hasMetricsLevel()).isFalse();
	}

	@Test
	void importanceAndAvailabilityAreCheckedTogether() {
		create((topic) -> topic.addConsumers(consumer("a").setImportant(true)));
		AlterConsumer.Builder change = AlterConsumer.newBuilder().setName("a").setSetAvailabilityPeriod(seconds(60));
		assertThat(alter((topic) -> topic.addAlterConsumers(change))).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(alter((topic) -> topic.addAlterConsumers(change.setSetImportant(false))))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(describe().getConsumers(0).getAvailabilityPeriod()).isEqualTo(seconds(60));
	}

	@Test
	void aConsumerMayBeDroppedAndAddedAtOnce() {
		create((topic) -> topic.addConsumers(consumer("a").setImportant(true)));
		assertThat(alter((topic) -> topic.addDropConsumers("a").addAddConsumers(consumer("a"))))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(describe().getConsumers(0).getImportant()).isFalse();
	}

	@Test
	void strategiesChangeInOneDirection() {
		create((topic) -> {
		});
		Function<AutoPartitioningStrategy, StatusCode> change = (strategy) -> alter(
				(topic) -> topic.getAlterPartitioningSettingsBuilder()
					.getAlterAutoPartitioningSettingsBuilder()
					.setSetStrategy(strategy));
		assertThat(change.apply(DISABLED)).isEqualTo(StatusCode.SUCCESS);
		assertThat(change.apply(SCALE_UP)).isEqualTo(StatusCode.SUCCESS);
		assertThat(change.apply(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP_AND_DOWN))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(change.apply(DISABLED)).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(change.apply(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_PAUSED))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(alter((topic) -> topic.setSetRetentionStorageMb(5))).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(describe().getPartitioningSettings().getAutoPartitioningSettings().getStrategy())
			.isEqualTo(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_PAUSED);
	}

	@Test
	void numbersOfPartitionsOfAnAutoPartitionedTopicFitEachOther() {
		create((topic) -> {
			topic.getPartitioningSettingsBuilder().setMinActivePartitions(2).setMaxActivePartitions(4);
			withBlock(topic, (block) -> block.setStrategy(SCALE_UP));
		});
		assertThat(alter((topic) -> topic.getAlterPartitioningSettingsBuilder().setSetMinActivePartitions(5)))
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(alter((topic) -> topic.getAlterPartitioningSettingsBuilder().setSetMaxActivePartitions(1)))
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(alter((topic) -> topic.getAlterPartitioningSettingsBuilder().setSetMinActivePartitions(3)))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(describe().getPartitioningSettings().getMinActivePartitions()).isEqualTo(3);
		assertThat(alter((topic) -> topic.getAlterPartitioningSettingsBuilder().setSetPartitionCountLimit(1)))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(describe().getPartitioningSettings().getPartitionCountLimit()).isZero();
	}

	@Test
	void aPlainTopicThatScalesUpKeepsWhatIsNotSet() {
		create((topic) -> {
		});
		alter((topic) -> topic.getAlterPartitioningSettingsBuilder()
			.setSetMaxActivePartitions(6)
			.getAlterAutoPartitioningSettingsBuilder()
			.setSetStrategy(SCALE_UP)
			.setSetPartitionWriteSpeed(AlterAutoPartitioningWriteSpeedStrategy.newBuilder()
				.setSetStabilizationWindow(seconds(60))
				.setSetUpUtilizationPercent(80)));
		AutoPartitioningSettings block = describe().getPartitioningSettings().getAutoPartitioningSettings();
		assertThat(block.getPartitionWriteSpeed().getStabilizationWindow()).isEqualTo(seconds(60));
		assertThat(block.getPartitionWriteSpeed().getUpUtilizationPercent()).isEqualTo(80);
		assertThat(block.getPartitionWriteSpeed().getDownUtilizationPercent()).isEqualTo(20);
		assertThat(describe().getPartitions(0).hasKeyRange()).isFalse();
	}

	@Test
	void aMeteringModeCannotBeSet() {
		create((topic) -> {
		});
		assertThat(alter((topic) -> topic.setSetMeteringMode(MeteringMode.METERING_MODE_RESERVED_CAPACITY)))
			.isEqualTo(StatusCode.PRECONDITION_FAILED);
	}

	@Test
	void aDescriptionHasAllItsParts() {
		create((topic) -> topic.setPath("dir/t").addConsumers(consumer("a")));
		DescribeTopicResult bare = describe((request) -> request.setPath("dir/t"));
		assertThat(bare.getSelf().getName()).isEqualTo("t");
		assertThat(bare.getSelf().getOwner()).isNotEmpty();
		assertThat(bare.getSelf().getType()).isEqualTo(Entry.Type.TOPIC);
		assertThat(bare.getSelf().getCreatedAt().getPlanStep()).isPositive();
		assertThat(bare.getSelf().getCreatedAt().getTxId()).isPositive();
		assertThat(bare.hasPartitioningSettings()).isTrue();
		assertThat(bare.getPartitioningSettings().hasAutoPartitioningSettings()).isTrue();
		assertThat(bare.getPartitioningSettings().getAutoPartitioningSettings().hasPartitionWriteSpeed()).isTrue();
		assertThat(bare.hasRetentionPeriod()).isTrue();
		assertThat(bare.hasTopicStats()).isFalse();
		assertThat(bare.getPartitions(0).hasPartitionStats()).isFalse();
		assertThat(bare.getPartitions(0).hasPartitionLocation()).isFalse();
		assertThat(bare.getConsumers(0).hasConsumerStats()).isFalse();
	}

	@Test
	void statisticsHaveAllTheirPartsBeforeAnythingIsWritten() {
		create((topic) -> topic.addConsumers(consumer("a")));
		DescribeTopicResult topic = describe((request) -> request.setIncludeStats(true));
		io.ydbtopic.proto.topic.PartitionStats stats = topic.getPartitions(0).getPartitionStats();
		assertThat(stats.hasPartitionOffsets()).isTrue();
		assertThat(stats.getStoreSizeBytes()).isZero();
		assertThat(topic.getTopicStats().getStoreSizeBytes()).isZero();
		assertThat(stats.hasLastWriteTime()).isTrue();
		assertThat(stats.hasMaxWriteTimeLag()).isTrue();
		assertThat(stats.hasBytesWritten()).isTrue();
		assertThat(topic.getTopicStats().hasMinLastWriteTime()).isTrue();
		assertThat(topic.getTopicStats().hasMaxWriteTimeLag()).isTrue();
		assertThat(topic.getTopicStats().hasBytesWritten()).isTrue();
		io.ydbtopic.proto.topic.Consumer.ConsumerStats reading = topic.getConsumers(0).getConsumerStats();
		assertThat(reading.hasMinPartitionsLastReadTime()).isTrue();
		assertThat(reading.hasMaxReadTimeLag()).isTrue();
		assertThat(reading.hasMaxWriteTimeLag()).isTrue();
		assertThat(reading.hasMaxCommittedTimeLag()).isTrue();
		assertThat(reading.hasBytesRead()).isTrue();
	}

	@Test
	void partitionsAreListedWithTheirRelativesAndBoundsAndInOrder() {
		create((topic) -> {
			topic.getPartitioningSettingsBuilder().setMinActivePartitions(2).setMaxActivePartitions(9);
			withBlock(topic, (block) -> block.setStrategy(SCALE_UP));
		});
		this.test.broker().faults().split("t", 1);
		List<DescribeTopicResult.PartitionInfo> partitions = describe().getPartitionsList();
		assertThat(partitions).extracting(DescribeTopicResult.PartitionInfo::getPartitionId)
			.containsExactly(0L, 1L, 2L, 3L);
		assertThat(partitions).extracting(DescribeTopicResult.PartitionInfo::getActive)
			.containsExactly(true, false, true, true);
		assertThat(partitions.get(1).getChildPartitionIdsList()).containsExactly(2L, 3L);
		assertThat(partitions.get(3).getParentPartitionIdsList()).containsExactly(1L);
		assertThat(partitions).allMatch(DescribeTopicResult.PartitionInfo::hasKeyRange);
		assertThat(partitions.get(2).getKeyRange().getFromBound())
			.isEqualTo(partitions.get(1).getKeyRange().getFromBound());
		assertThat(partitions.get(2).getKeyRange().getToBound())
			.isEqualTo(partitions.get(3).getKeyRange().getFromBound());
		assertThat(partitions.get(3).getKeyRange().hasToBound()).isFalse();
	}

	@Test
	void aConsumerIsDescribedWithoutRelativesButWithAllNumbers() {
		create((topic) -> topic.addConsumers(consumer("a")));
		this.test.broker().faults().split("t", 0);
		DescribeConsumerResult bare = describeConsumer((request) -> {
		});
		assertThat(bare.getSelf().getName()).isEqualTo("t/a");
		assertThat(bare.getConsumer().getName()).isEqualTo("a");
		assertThat(bare.getPartitionsList()).extracting(DescribeConsumerResult.PartitionInfo::getActive)
			.containsExactly(false, true, true);
		assertThat(bare.getPartitionsList()).allSatisfy((partition) -> {
			assertThat(partition.getChildPartitionIdsList()).isEmpty();
			assertThat(partition.getParentPartitionIdsList()).isEmpty();
			assertThat(partition.hasPartitionStats()).isFalse();
			assertThat(partition.hasPartitionConsumerStats()).isFalse();
			assertThat(partition.hasPartitionLocation()).isFalse();
		});
		DescribeConsumerResult full = describeConsumer(
				(request) -> request.setIncludeStats(true).setIncludeLocation(true));
		assertThat(full.getConsumer().hasConsumerStats()).isTrue();
		assertThat(full.getPartitionsList()).allSatisfy((partition) -> {
			DescribeConsumerResult.PartitionConsumerStats stats = partition.getPartitionConsumerStats();
			assertThat(stats.getReadSessionId()).isEmpty();
			assertThat(stats.hasPartitionReadSessionCreateTime()).isTrue();
			assertThat(stats.hasLastReadTime()).isTrue();
			assertThat(stats.hasMaxReadTimeLag()).isTrue();
			assertThat(stats.hasMaxWriteTimeLag()).isTrue();
			assertThat(stats.hasMaxCommittedTimeLag()).isTrue();
			assertThat(stats.hasBytesRead()).isTrue();
			assertThat(partition.hasPartitionStats()).isTrue();
			assertThat(partition.getPartitionLocation().getNodeId()).isEqualTo(1);
		});
	}

	@Test
	void aCommitIsDescribedAsSoonAsItIsAcknowledged() {
		create((topic) -> topic.addConsumers(consumer("a")));
		WriteStream writer = this.test.writer();
		writer.init("t", "p");
		ReadStream reader = this.test.reader();
		reader.init("t", "a");
		reader.start();
		for (int i = 1; i <= 20; i++) {
			writer.write(i);
			reader.commit(1, i - 1, i);
			assertThat(describeConsumer((request) -> request.setIncludeStats(true)).getPartitions(0)
				.getPartitionConsumerStats()
				.getCommittedOffset()).isEqualTo(i);
			assertThat(describe((request) -> request.setIncludeStats(true)).getPartitions(0)
				.getPartitionStats()
				.getPartitionOffsets()).isEqualTo(OffsetsRange.newBuilder().setStart(0).setEnd(i).build());
		}
	}

	@Test
	void aTopicThatIsGoneCannotBeDropped() {
		create((topic) -> topic.setPath("dir/t"));
		assertThat(drop("dir/t")).isEqualTo(StatusCode.SUCCESS);
		assertThat(drop("dir/t")).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(drop("dir")).isEqualTo(StatusCode.SCHEME_ERROR);
	}

	private Operation commit(String topic, long offset) {
		return this.test.topics()
			.commitOffset(CommitOffsetRequest.newBuilder().setPath(topic).setConsumer("a").setOffset(offset).build())
			.getOperation();
	}

	@Test
	void unaryCommitsNameTheirMistakes() {
		create((topic) -> topic.addConsumers(consumer("a")));
		assertThat(commit("t", 1).getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(commit("t", 1).getIssues(0).getIssueCode()).isEqualTo(500013);
		assertThat(commit("missing", 0).getIssues(0).getIssueCode()).isEqualTo(500017);
		Operation partition = this.test.topics()
			.commitOffset(CommitOffsetRequest.newBuilder().setPath("t").setConsumer("a").setPartitionId(4).build())
			.getOperation();
		assertThat(partition.getIssues(0).getIssueCode()).isEqualTo(500021);
		Operation stranger = this.test.topics()
			.commitOffset(CommitOffsetRequest.newBuilder().setPath("t").setConsumer("a").setReadSessionId("x").build())
			.getOperation();
		assertThat(stranger.getStatus()).isEqualTo(StatusCode.SESSION_EXPIRED);
		assertThat(stranger.getIssues(0).getIssueCode()).isEqualTo(500004);
	}

}
