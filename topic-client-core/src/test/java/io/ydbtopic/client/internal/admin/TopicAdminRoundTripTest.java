package io.ydbtopic.client.internal.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.admin.ActiveReader;
import io.ydbtopic.client.admin.AutoPartitioning;
import io.ydbtopic.client.admin.ConsumerChange;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.admin.ConsumerStatistics;
import io.ydbtopic.client.admin.DescribeOptions;
import io.ydbtopic.client.admin.MeteringMode;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.PathKind;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.admin.TopicStatistics;
import io.ydbtopic.client.admin.Traffic;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Each setting to the broker and back; each statistic that the broker keeps. */
@Timeout(30)
class TopicAdminRoundTripTest {

	private EmbeddedBroker broker;

	private TopicClient client;

	private TopicAdmin admin;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().build());
		this.client = TopicClient.open(TopicClientSettings.builder(this.broker.connectionString())
			.requestTimeout(Duration.ofSeconds(10))
			.build());
		this.admin = this.client.admin();
	}

	@AfterEach
	void end() {
		this.client.close();
		this.broker.close();
	}

	private TopicConfig described() {
		return this.admin.describeTopic("orders").join().config();
	}

	/** Without those that the server sets itself. */
	private static TopicConfig comparable(TopicConfig config) {
		Map<String, String> attributes = new HashMap<>(config.attributes());
		attributes.keySet().removeIf((name) -> !name.startsWith("_abc") && !name.equals("_timestamp_type"));
		return config.toBuilder().attributes(attributes).build();
	}

	/** Everything explicit, as the server would report it. */
	private static TopicConfig.Builder everything() {
		return TopicConfig.builder()
			.partitions(3)
			.autoPartitioning(
					new AutoPartitioning(ScalingStrategy.SCALE_UP_AND_DOWN, 9, Duration.ofSeconds(61), 81, 19))
			.retention(Duration.ofHours(7))
			.supportedCodecs(1, 2, 10_005)
			.partitionWriteSpeedBytesPerSecond(3 << 20)
			.partitionWriteBurstBytes(4 << 20)
			.attribute("_abc_slug", "shop")
			.attribute("_timestamp_type", "LogAppendTime")
			.consumer(consumer("billing").withAvailabilityPeriod(Duration.ofHours(30)))
			.consumer(consumer("audit").withImportant(true)
				.withReadFrom(Instant.parse("2026-01-02T03:04:05Z"))
				.withSupportedCodecs(List.of(1, 2, 10_005)))
			.metricsLevel(3)
			.contentBasedDeduplication(true);
	}

	private static ConsumerConfig consumer(String name) {
		return ConsumerConfig.of(name).withAttributes(Map.of("_service_type", "data-streams", "_version", "5"));
	}

	@Test
	void aTopicIsDescribedExactlyAsItWasCreated() {
		TopicConfig config = everything().build();
		this.admin.createTopic("orders", config).join();
		assertThat(comparable(described())).isEqualTo(config);
	}

	@Test
	void whatWasDescribedCreatesAnotherTopicLikeIt() {
		this.admin.createTopic("orders", everything().build()).join();
		TopicConfig described = comparable(described());
		this.admin.createTopic("copy", described).join();
		assertThat(comparable(this.admin.describeTopic("copy").join().config())).isEqualTo(described);
	}

	static Stream<Arguments> changes() {
		return Stream.of(change("partitions", TopicChange.builder().partitions(5), (topic) -> topic.partitions(5)),
				change("maxActivePartitions", TopicChange.builder().maxActivePartitions(12),
						(topic) -> auto(topic, ScalingStrategy.SCALE_UP_AND_DOWN, 12, 61, 81, 19)),
				change("strategy", TopicChange.builder().strategy(ScalingStrategy.PAUSED),
						(topic) -> auto(topic, ScalingStrategy.PAUSED, 9, 61, 81, 19)),
				change("stabilizationWindow", TopicChange.builder().stabilizationWindow(Duration.ofSeconds(99)),
						(topic) -> auto(topic, ScalingStrategy.SCALE_UP_AND_DOWN, 9, 99, 81, 19)),
				change("upUtilizationPercent", TopicChange.builder().upUtilizationPercent(70),
						(topic) -> auto(topic, ScalingStrategy.SCALE_UP_AND_DOWN, 9, 61, 70, 19)),
				change("downUtilizationPercent", TopicChange.builder().downUtilizationPercent(5),
						(topic) -> auto(topic, ScalingStrategy.SCALE_UP_AND_DOWN, 9, 61, 81, 5)),
				change("retention", TopicChange.builder().retention(Duration.ofMinutes(90)),
						(topic) -> topic.retention(Duration.ofMinutes(90))),
				change("supportedCodecs", TopicChange.builder().supportedCodecs(2, 1),
						(topic) -> topic.supportedCodecs(2, 1)),
				change("supportedCodecs reset", TopicChange.builder().supportedCodecs(),
						(topic) -> topic.supportedCodecs()),
				change("partitionWriteSpeed", TopicChange.builder().partitionWriteSpeedBytesPerSecond(5 << 20),
						(topic) -> topic.partitionWriteSpeedBytesPerSecond(5 << 20)),
				change("partitionWriteBurst", TopicChange.builder().partitionWriteBurstBytes(2 << 20),
						(topic) -> topic.partitionWriteBurstBytes(2 << 20)),
				change("partitionWriteBurst reset", TopicChange.builder().partitionWriteBurstBytes(0),
						(topic) -> topic.partitionWriteBurstBytes(3 << 20)),
				change("speed and burst reset",
						TopicChange.builder().partitionWriteSpeedBytesPerSecond(0).partitionWriteBurstBytes(0),
						(topic) -> topic.partitionWriteSpeedBytesPerSecond(1 << 20).partitionWriteBurstBytes(1 << 20)),
				change("attribute", TopicChange.builder().attribute("_abc_id", "7"),
						(topic) -> topic.attribute("_abc_id", "7")),
				change("attribute removed", TopicChange.builder().attribute("_abc_slug", ""),
						(topic) -> topic.attributes(Map.of("_timestamp_type", "LogAppendTime"))),
				change("metricsLevel", TopicChange.builder().metricsLevel(0), (topic) -> topic.metricsLevel(0)),
				change("metricsLevel reset", TopicChange.builder().metricsLevel(9).resetMetricsLevel(),
						(topic) -> topic.metricsLevel(null)),
				change("contentBasedDeduplication", TopicChange.builder().contentBasedDeduplication(false),
						(topic) -> topic.contentBasedDeduplication(false)),
				change("nothing", TopicChange.builder(), (topic) -> topic));
	}

	private static TopicConfig.Builder auto(TopicConfig.Builder topic, ScalingStrategy strategy, long most, long window,
			int up, int down) {
		return topic.autoPartitioning(new AutoPartitioning(strategy, most, Duration.ofSeconds(window), up, down));
	}

	private static Arguments change(String name, TopicChange.Builder change,
			java.util.function.UnaryOperator<TopicConfig.Builder> expected) {
		return arguments(name, change.build(), expected.apply(everything()).build());
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("changes")
	void aChangeChangesItsSettingAndNoOther(String name, TopicChange change, TopicConfig expected) {
		this.admin.createTopic("orders", everything().build()).join();
		this.admin.alterTopic("orders", change).join();
		assertThat(comparable(described())).isEqualTo(expected);
	}

	@Test
	void aLimitOfStorageIsSetAndTakenAway() {
		this.admin.createTopic("orders", TopicConfig.builder().retentionStorageMb(50).build()).join();
		assertThat(described().retentionStorageMb()).isEqualTo(50);
		this.admin.alterTopic("orders", TopicChange.builder().retentionStorageMb(60).build()).join();
		assertThat(described().retentionStorageMb()).isEqualTo(60);
		this.admin.alterTopic("orders", TopicChange.builder().retentionStorageMb(0).build()).join();
		assertThat(described().retentionStorageMb()).isZero();
	}

	static Stream<Arguments> consumerChanges() {
		ConsumerConfig before = consumer("c").withAvailabilityPeriod(Duration.ofHours(2))
			.withReadFrom(Instant.ofEpochSecond(1000))
			.withSupportedCodecs(List.of(1));
		ConsumerChange change = ConsumerChange.of("c");
		return Stream.of(
				arguments("availability", before, change.withAvailabilityPeriod(Duration.ofHours(3)),
						before.withAvailabilityPeriod(Duration.ofHours(3))),
				arguments("availability reset", before, change.withoutAvailabilityPeriod(),
						before.withAvailabilityPeriod(null)),
				arguments("important instead of availability", before,
						change.withAvailabilityPeriod(Duration.ofHours(9))
							.withImportant(true)
							.withoutAvailabilityPeriod(),
						before.withAvailabilityPeriod(null).withImportant(true)),
				arguments("unimportant", before.withAvailabilityPeriod(null).withImportant(true),
						change.withImportant(false), before.withAvailabilityPeriod(null)),
				arguments("read from", before, change.withReadFrom(Instant.ofEpochSecond(2000)),
						before.withReadFrom(Instant.ofEpochSecond(2000))),
				arguments("read from reset", before, change.withReadFrom(Instant.EPOCH), before.withReadFrom(null)),
				arguments("codecs", before, change.withSupportedCodecs(List.of(2, 1)),
						before.withSupportedCodecs(List.of(2, 1))),
				arguments("codecs reset", before, change.withSupportedCodecs(List.of()),
						before.withSupportedCodecs(List.of())),
				arguments("attributes", before, change.withAttributes(Map.of("_version", "6")),
						before.withAttributes(Map.of("_service_type", "data-streams", "_version", "6"))),
				arguments("attribute removed", before, change.withAttributes(Map.of("_version", "")),
						before.withAttributes(Map.of("_service_type", "data-streams"))),
				arguments("nothing", before, change, before));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("consumerChanges")
	void aChangeOfAConsumerChangesItsSettingAndNoOther(String name, ConsumerConfig before, ConsumerChange change,
			ConsumerConfig expected) {
		this.admin.createTopic("orders", TopicConfig.builder().consumer(before).consumer("other").build()).join();
		this.admin.alterTopic("orders", TopicChange.builder().alterConsumer(change).build()).join();
		assertThat(this.admin.describeConsumer("orders", "c").join().config()).isEqualTo(expected);
		assertThat(described().consumers()).extracting(ConsumerConfig::name).containsExactly("c", "other");
		assertThat(described().consumers().get(0)).isEqualTo(expected);
	}

	@Test
	void aConsumerIsAddedWithAllOfItsSettings() {
		this.admin.createTopic("orders", TopicConfig.defaults()).join();
		ConsumerConfig added = consumer("c").withAvailabilityPeriod(Duration.ofHours(2))
			.withReadFrom(Instant.ofEpochSecond(1000))
			.withSupportedCodecs(List.of(1, 4));
		this.admin.alterTopic("orders", TopicChange.builder().addConsumer(added).build()).join();
		assertThat(described().consumers()).containsExactly(added);
	}

	@Test
	void importantAndAnAvailabilityPeriodExcludeEachOther() {
		ConsumerConfig both = consumer("c").withImportant(true).withAvailabilityPeriod(Duration.ofHours(1));
		TopicException refused = errorOf(
				this.admin.createTopic("orders", TopicConfig.builder().consumer(both).build()));
		assertThat(refused.status()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(refused).hasMessageContaining("availability_period");
	}

	@Test
	void aDatabaseThatIsNotServerlessRefusesAMeteringMode() {
		TopicException created = errorOf(this.admin.createTopic("orders",
				TopicConfig.builder().meteringMode(MeteringMode.REQUEST_UNITS).build()));
		assertThat(created.status()).isEqualTo(StatusCode.PRECONDITION_FAILED);
		assertThat(created).hasMessageContaining("METERING_MODE_REQUEST_UNITS");
		this.admin.createTopic("orders", TopicConfig.defaults()).join();
		TopicException changed = errorOf(this.admin.alterTopic("orders",
				TopicChange.builder().meteringMode(MeteringMode.RESERVED_CAPACITY).build()));
		assertThat(changed.status()).isEqualTo(StatusCode.PRECONDITION_FAILED);
		assertThat(changed).hasMessageContaining("METERING_MODE_RESERVED_CAPACITY");
		assertThat(described().meteringMode()).isNull();
	}

	private static TopicException errorOf(CompletableFuture<?> future) {
		return (TopicException) future.handle((value, error) -> error).join();
	}

	@Test
	void writingAndReadingShowInTheStatistics() throws Exception {
		Instant before = Instant.now().minusSeconds(1);
		this.admin.createTopic("dir/orders", TopicConfig.builder().partitions(2).consumer("billing").build()).join();
		try (TopicWriter<String> writer = this.client
			.writer(WriterSettings.builder("dir/orders").partitionId(1L).build(), Serializer.string());
				TopicReader<String> reader = this.client.reader(
						ReaderSettings.builder().consumer("billing").topics("dir/orders").name("till-4").build(),
						Deserializer.string())) {
			writer.write("a").thenCombine(writer.write("bc"), (first, second) -> second).get(10, TimeUnit.SECONDS);
			for (int i = 0; i < 2; i++) {
				reader.receive(Duration.ofSeconds(10)).commit().get(10, TimeUnit.SECONDS);
			}

			TopicDescription topic = this.admin.describeTopic("dir/orders").join();
			assertThat(topic.self().path()).isEqualTo("dir/orders");
			assertThat(topic.self().kind()).isEqualTo(PathKind.TOPIC);
			assertThat(topic.self().owner()).isEqualTo("root@builtin");
			assertThat(topic.self().createdAt()).isAfter(before);
			assertThat(topic.statistics().bytesWritten().lastMinute()).isPositive();
			assertThat(topic.statistics().bytesWritten()).isEqualTo(topic.partitions().get(1).bytesWritten());
			assertThat(topic.partitions().get(0).bytesWritten()).isEqualTo(Traffic.NONE);
			assertThat(topic.partitions().get(1).lastWriteTime()).isAfter(before);
			assertThat(topic.consumerStatistics()).containsOnlyKeys("billing");
			assertThat(topic.consumerStatistics().get("billing").bytesRead().lastDay()).isPositive();

			PartitionDescription partition = this.admin.describePartition("dir/orders", 1).join();
			assertThat(partition).isEqualTo(topic.partitions().get(1));
			assertThat(partition.endOffset()).isEqualTo(2);
			assertThat(partition.nodeId()).isPositive();

			ConsumerDescription consumer = this.admin.describeConsumer("dir/orders", "billing").join();
			assertThat(consumer.statistics().bytesRead().lastHour()).isPositive();
			ConsumerPartition read = consumer.partitions().get(1);
			assertThat(read.partition()).isEqualTo(partition);
			ActiveReader active = read.reader();
			assertThat(active).isNotNull();
			assertThat(active.name()).isEqualTo("till-4");
			assertThat(active.since()).isAfter(before);
			assertThat(active.nodeId()).isPositive();
			assertThat(read.readSessionId()).isEqualTo(active.sessionId());
			assertThat(read.lastReadTime()).isAfter(before);
			assertThat(read.lastReadOffset()).isEqualTo(2);
			assertThat(read.committedOffset()).isEqualTo(2);
			assertThat(read.bytesRead()).isEqualTo(consumer.statistics().bytesRead());
		}
	}

	@Test
	void onlyWhatWasAskedForIsDescribed() throws Exception {
		this.admin.createTopic("orders", TopicConfig.builder().consumer("billing").build()).join();
		try (TopicWriter<String> writer = this.client.writer(WriterSettings.of("orders"), Serializer.string())) {
			writer.write("a").get(10, TimeUnit.SECONDS);
		}
		TopicDescription settings = this.admin.describeTopic("orders", DescribeOptions.SETTINGS).join();
		assertThat(settings.config()).isEqualTo(described());
		assertThat(settings.statistics()).isEqualTo(TopicStatistics.NONE);
		assertThat(settings.consumerStatistics()).containsExactly(Map.entry("billing", ConsumerStatistics.NONE));
		assertThat(settings.partitions()).extracting(PartitionDescription::endOffset).containsExactly(0L);
		assertThat(settings.partitions()).extracting(PartitionDescription::nodeId).containsExactly(0);
		PartitionDescription located = this.admin.describePartition("orders", 0, DescribeOptions.LOCATIONS).join();
		assertThat(located.nodeId()).isPositive();
		assertThat(located.endOffset()).isZero();
		ConsumerPartition counted = this.admin.describeConsumer("orders", "billing", DescribeOptions.STATISTICS)
			.join()
			.partitions()
			.get(0);
		assertThat(counted.lag()).isEqualTo(1);
		assertThat(counted.partition().nodeId()).isZero();
	}

	@Test
	void aPartitionThatIsNotThereIsATypedFailure() {
		this.admin.createTopic("orders", TopicConfig.defaults()).join();
		TopicException unknown = errorOf(this.admin.describePartition("orders", 7));
		assertThat(unknown.status()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(unknown)
			.hasMessageStartingWith("describe partition 7 of topic 'orders': the server answered BAD_REQUEST");
		assertThat(errorOf(this.admin.describePartition("nothing", 0)).status()).isEqualTo(StatusCode.SCHEME_ERROR);
	}

}
