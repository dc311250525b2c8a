package io.ydbtopic.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tech.ydb.core.StatusCode;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.description.Consumer;
import tech.ydb.topic.description.ConsumerDescription;
import tech.ydb.topic.description.MeteringMode;
import tech.ydb.topic.description.SupportedCodecs;
import tech.ydb.topic.description.TopicDescription;
import tech.ydb.topic.settings.AlterAutoPartitioningWriteStrategySettings;
import tech.ydb.topic.settings.AlterConsumerSettings;
import tech.ydb.topic.settings.AlterPartitioningSettings;
import tech.ydb.topic.settings.AlterTopicSettings;
import tech.ydb.topic.settings.AutoPartitioningStrategy;
import tech.ydb.topic.settings.AutoPartitioningWriteStrategySettings;
import tech.ydb.topic.settings.CreateTopicSettings;
import tech.ydb.topic.settings.DescribeConsumerSettings;
import tech.ydb.topic.settings.DescribeTopicSettings;
import tech.ydb.topic.settings.PartitioningSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every setting that the official SDK can create and alter comes back as it was set. The
 * SDK has a setter for changed attributes of a topic but does not send them.
 */
class OfficialSdkSettingsTest {

	private static final Instant READ_FROM = Instant.ofEpochSecond(1_700_000_000);

	private EmbeddedBroker broker;

	private OfficialSdk sdk;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().build());
		this.sdk = new OfficialSdk(this.broker.connectionString());
	}

	@AfterEach
	void stop() {
		this.sdk.close();
		this.broker.close();
	}

	private void create(CreateTopicSettings.Builder settings) throws Exception {
		OfficialSdk.succeeds(this.sdk.topics().createTopic("orders", settings.build()));
	}

	private void alter(AlterTopicSettings.Builder settings) throws Exception {
		OfficialSdk.succeeds(this.sdk.topics().alterTopic("orders", settings.build()));
	}

	private TopicDescription describe() throws Exception {
		return OfficialSdk.value(this.sdk.topics().describeTopic("orders"));
	}

	private static PartitioningSettings partitioning() {
		return PartitioningSettings.newBuilder()
			.setMinActivePartitions(4)
			.setMaxActivePartitions(8)
			.setAutoPartitioningStrategy(AutoPartitioningStrategy.SCALE_UP)
			.setWriteStrategySettings(AutoPartitioningWriteStrategySettings.newBuilder()
				.setStabilizationWindow(Duration.ofMinutes(2))
				.setUpUtilizationPercent(75)
				.setDownUtilizationPercent(5)
				.build())
			.build();
	}

	private static SupportedCodecs codecs(Codec... codecs) {
		return new SupportedCodecs(List.of(codecs));
	}

	private static CreateTopicSettings.Builder everything() {
		return CreateTopicSettings.newBuilder()
			.setPartitioningSettings(partitioning())
			.setRetentionPeriod(Duration.ofHours(12))
			.setRetentionStorageMb(0)
			.setSupportedCodecs(codecs(Codec.RAW, Codec.GZIP, Codec.LZOP, Codec.ZSTD, Codec.CUSTOM))
			.setPartitionWriteSpeedBytesPerSecond(2_000_000)
			.setPartitionWriteBurstBytes(3_000_000)
			.addAttribute("_max_partition_storage_size", "1000000000")
			.addConsumer(Consumer.newBuilder()
				.setName("billing")
				.setImportant(true)
				.setReadFrom(READ_FROM)
				.setSupportedCodecs(codecs(Codec.RAW, Codec.GZIP, Codec.LZOP, Codec.ZSTD, Codec.CUSTOM))
				.addAttribute("_service_type", "data-streams")
				.build())
			.addConsumer(Consumer.newBuilder().setName("audit").build());
	}

	/** The server takes the old limit, does nothing with it, and reports none. */
	@Test
	@SuppressWarnings("deprecation")
	void theLimitOfPartitionsIsTakenAndReportedAsNone() throws Exception {
		create(CreateTopicSettings.newBuilder()
			.setPartitioningSettings(
					PartitioningSettings.newBuilder().setMinActivePartitions(2).setPartitionCountLimit(10).build()));
		assertThat(describe().getPartitioningSettings().getPartitionCountLimit()).isZero();
		assertThat(describe().getPartitions()).hasSize(2);
	}

	@Test
	void everySettingOfANewTopicComesBack() throws Exception {
		create(everything());
		TopicDescription topic = describe();
		assertThat(topic.getPartitioningSettings()).isEqualTo(partitioning());
		assertThat(topic.getPartitions()).hasSize(4)
			.allSatisfy((each) -> assertThat(each.isActive()).isTrue())
			.extracting((each) -> each.getPartitionId())
			.containsExactly(0L, 1L, 2L, 3L);
		assertThat(topic.getRetentionPeriod()).isEqualTo(Duration.ofHours(12));
		assertThat(topic.getRetentionStorageMb()).isZero();
		assertThat(topic.getSupportedCodecs().getCodecs()).containsExactly(Codec.RAW, Codec.GZIP, Codec.LZOP,
				Codec.ZSTD, Codec.CUSTOM);
		assertThat(topic.getPartitionWriteSpeedBytesPerSecond()).isEqualTo(2_000_000);
		assertThat(topic.getPartitionWriteBurstBytes()).isEqualTo(3_000_000);
		assertThat(topic.getAttributes()).containsEntry("_max_partition_storage_size", "1000000000");
		assertThat(topic.getMeteringMode()).isEqualTo(MeteringMode.UNSPECIFIED);
		assertThat(topic.getTopicStats()).isNull();
		assertThat(topic.getConsumers()).extracting(Consumer::getName).containsExactly("billing", "audit");
		Consumer billing = topic.getConsumers().get(0);
		assertThat(billing.isImportant()).isTrue();
		assertThat(billing.getReadFrom()).isEqualTo(READ_FROM);
		assertThat(billing.getSupportedCodecsList()).containsExactly(Codec.RAW, Codec.GZIP, Codec.LZOP, Codec.ZSTD,
				Codec.CUSTOM);
		assertThat(billing.getAttributes()).containsEntry("_service_type", "data-streams");
		assertThat(topic.getConsumers().get(1).isImportant()).isFalse();
	}

	@Test
	void everySettingCanBeAltered() throws Exception {
		create(everything());
		alter(AlterTopicSettings.newBuilder()
			.setAlterPartitioningSettings(AlterPartitioningSettings.newBuilder()
				.setMinActivePartitions(5)
				.setMaxActivePartitions(10)
				.setAutoPartitioningStrategy(AutoPartitioningStrategy.SCALE_UP_AND_DOWN)
				.setWriteStrategySettings(AlterAutoPartitioningWriteStrategySettings.newBuilder()
					.setStabilizationWindow(Duration.ofMinutes(1))
					.setUpUtilizationPercent(80)
					.setDownUtilizationPercent(10)
					.build())
				.build())
			.setRetentionPeriod(Duration.ofHours(20))
			.setSupportedCodecs(codecs(Codec.RAW))
			.setPartitionWriteSpeedBytesPerSecond(4_000_000)
			.setPartitionWriteBurstBytes(5_000_000)
			.addDropConsumer("audit")
			.addAddConsumer(Consumer.newBuilder().setName("archive").build())
			.addAlterConsumer(AlterConsumerSettings.newBuilder()
				.setName("billing")
				.setImportant(false)
				.setReadFrom(READ_FROM.plusSeconds(60))
				.setSupportedCodecs(codecs(Codec.RAW))
				.addAlterAttribute("_service_type", "data-transfer")
				.build()));
		TopicDescription topic = describe();
		assertThat(topic.getPartitioningSettings()).isEqualTo(PartitioningSettings.newBuilder()
			.setMinActivePartitions(5)
			.setMaxActivePartitions(10)
			.setAutoPartitioningStrategy(AutoPartitioningStrategy.SCALE_UP_AND_DOWN)
			.setWriteStrategySettings(AutoPartitioningWriteStrategySettings.newBuilder()
				.setStabilizationWindow(Duration.ofMinutes(1))
				.setUpUtilizationPercent(80)
				.setDownUtilizationPercent(10)
				.build())
			.build());
		assertThat(topic.getPartitions()).filteredOn((each) -> each.isActive()).hasSize(5);
		assertThat(topic.getRetentionPeriod()).isEqualTo(Duration.ofHours(20));
		assertThat(topic.getSupportedCodecs().getCodecs()).containsExactly(Codec.RAW);
		assertThat(topic.getPartitionWriteSpeedBytesPerSecond()).isEqualTo(4_000_000);
		assertThat(topic.getPartitionWriteBurstBytes()).isEqualTo(5_000_000);
		assertThat(topic.getConsumers()).extracting(Consumer::getName).containsExactly("billing", "archive");
		Consumer billing = topic.getConsumers().get(0);
		assertThat(billing.isImportant()).isFalse();
		assertThat(billing.getReadFrom()).isEqualTo(READ_FROM.plusSeconds(60));
		assertThat(billing.getSupportedCodecsList()).containsExactly(Codec.RAW);
		assertThat(billing.getAttributes()).containsEntry("_service_type", "data-transfer");
	}

	@Test
	void whatAnAlterationDoesNotNameStays() throws Exception {
		create(everything());
		TopicDescription before = describe();
		alter(AlterTopicSettings.newBuilder().setRetentionPeriod(Duration.ofHours(1)));
		TopicDescription after = describe();
		assertThat(after.getRetentionPeriod()).isEqualTo(Duration.ofHours(1));
		assertThat(after.getPartitioningSettings()).isEqualTo(before.getPartitioningSettings());
		assertThat(after.getSupportedCodecs()).isEqualTo(before.getSupportedCodecs());
		assertThat(after.getAttributes()).isEqualTo(before.getAttributes());
		assertThat(after.getPartitionWriteSpeedBytesPerSecond()).isEqualTo(2_000_000);
		assertThat(after.getConsumers()).usingRecursiveComparison().isEqualTo(before.getConsumers());
	}

	@Test
	void aTopicWithAutoPartitioningLateKeepsTheOtherThresholds() throws Exception {
		create(CreateTopicSettings.newBuilder());
		alter(AlterTopicSettings.newBuilder()
			.setAlterPartitioningSettings(AlterPartitioningSettings.newBuilder()
				.setAutoPartitioningStrategy(AutoPartitioningStrategy.SCALE_UP)
				.setMinActivePartitions(5)
				.setMaxActivePartitions(10)
				.setWriteStrategySettings(AlterAutoPartitioningWriteStrategySettings.newBuilder()
					.setStabilizationWindow(Duration.ofMinutes(1))
					.setUpUtilizationPercent(80)
					.build())
				.build()));
		AutoPartitioningWriteStrategySettings strategy = describe().getPartitioningSettings()
			.getWriteStrategySettings();
		assertThat(strategy.getUpUtilizationPercent()).isEqualTo(80);
		assertThat(strategy.getDownUtilizationPercent()).isEqualTo(20);
	}

	@Test
	void anAttributeThatAConsumerDropsHasItsDefaultAgain() throws Exception {
		create(CreateTopicSettings.newBuilder()
			.addConsumer(Consumer.newBuilder()
				.setName("billing")
				.addAttribute("_service_type", "data-transfer")
				.addAttribute("_version", "7")
				.build()));
		assertThat(describe().getConsumers().get(0).getAttributes()).containsEntry("_service_type", "data-transfer")
			.containsEntry("_version", "7");
		alter(AlterTopicSettings.newBuilder()
			.addAlterConsumer(AlterConsumerSettings.newBuilder()
				.setName("billing")
				.setDropAttributes(Set.of("_service_type", "_version"))
				.build()));
		assertThat(describe().getConsumers().get(0).getAttributes()).containsEntry("_service_type", "data-streams")
			.doesNotContainKey("_version");
	}

	@Test
	void statisticsAreThereWhenTheyAreAskedFor() throws Exception {
		create(CreateTopicSettings.newBuilder()
			.setPartitioningSettings(PartitioningSettings.newBuilder().setMinActivePartitions(2).build())
			.addConsumer(Consumer.newBuilder().setName("billing").build()));
		this.sdk.write(1, List.of("a", "b", "c"));
		OfficialSdk.succeeds(this.sdk.commit(1, 2));
		TopicDescription topic = OfficialSdk.value(this.sdk.topics()
			.describeTopic("orders", DescribeTopicSettings.newBuilder().withIncludeStats(true).build()));
		assertThat(topic.getTopicStats().getBytesWritten().getPerMinute()).isPositive();
		assertThat(topic.getPartitions().get(0).getPartitionStats().getPartitionOffsets().getEnd()).isZero();
		assertThat(topic.getPartitions().get(1).getPartitionStats().getPartitionOffsets().getEnd()).isEqualTo(3);
		ConsumerDescription consumer = OfficialSdk.value(this.sdk.topics()
			.describeConsumer("orders", "billing",
					DescribeConsumerSettings.newBuilder().withIncludeStats(true).withIncludeLocation(true).build()));
		assertThat(consumer.getConsumer().getName()).isEqualTo("billing");
		assertThat(consumer.getPartitions().get(1).getConsumerStats().getCommittedOffset()).isEqualTo(2);
		assertThat(consumer.getPartitions().get(1).getPartitionStats().getPartitionOffsets().getEnd()).isEqualTo(3);
		assertThat(OfficialSdk.value(this.sdk.topics().describeConsumer("orders", "billing")).getPartitions())
			.hasSize(2);
	}

	@Test
	void aDroppedTopicIsGone() throws Exception {
		create(CreateTopicSettings.newBuilder());
		OfficialSdk.succeeds(this.sdk.topics().dropTopic("orders"));
		assertThat(this.sdk.topics().describeTopic("orders").join().getStatus().getCode())
			.isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(this.sdk.topics().dropTopic("orders").join().getCode()).isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@Test
	void aDatabaseWithoutServerlessUnitsRefusesAMeteringMode() {
		assertThat(this.sdk.topics()
			.createTopic("orders", CreateTopicSettings.newBuilder().setMeteringMode(MeteringMode.REQUEST_UNITS).build())
			.join()
			.getCode()).isEqualTo(StatusCode.PRECONDITION_FAILED);
	}

}
