package io.ydbtopic.client.internal.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.admin.AutoPartitioning;
import io.ydbtopic.client.admin.ConsumerChange;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.JvmRuntime;
import io.ydbtopic.client.internal.transport.GrpcTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class GrpcTopicAdminTest {

	private final JvmRuntime runtime = new JvmRuntime("admin-test");

	private EmbeddedBroker broker;

	private GrpcTransport transport;

	private GrpcTopicAdmin admin;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().build());
		TopicClientSettings settings = TopicClientSettings.builder(this.broker.connectionString())
			.requestTimeout(Duration.ofSeconds(10))
			.build();
		this.transport = new GrpcTransport(settings, this.runtime, "c1");
		this.admin = new GrpcTopicAdmin(this.transport, this.runtime, settings);
	}

	@AfterEach
	void end() {
		this.transport.close();
		this.runtime.close();
		this.broker.close();
	}

	private static TopicException errorOf(CompletableFuture<?> future) {
		return (TopicException) future.handle((value, error) -> error).join();
	}

	@Test
	void aTopicIsCreatedAsItWasConfigured() {
		Instant readFrom = Instant.parse("2026-01-02T03:04:05Z");
		TopicConfig config = TopicConfig.builder()
			.partitions(3)
			.retention(Duration.ofHours(7))
			.retentionStorageMb(100)
			.supportedCodecs(1, 2)
			.partitionWriteSpeedBytesPerSecond(2 << 20)
			.partitionWriteBurstBytes(3 << 20)
			.attribute("_abc_slug", "shop")
			.consumer("billing")
			.consumer(ConsumerConfig.of("audit")
				.withImportant(true)
				.withReadFrom(readFrom)
				.withSupportedCodecs(List.of(1, 2)))
			.build();
		this.admin.createTopic("dir/orders", config).join();
		TopicDescription topic = this.admin.describeTopic("/local/dir/orders").join();
		assertThat(topic.name()).isEqualTo("orders");
		assertThat(topic.config().partitions()).isEqualTo(3);
		assertThat(topic.config().retention()).isEqualTo(Duration.ofHours(7));
		assertThat(topic.config().retentionStorageMb()).isEqualTo(100);
		assertThat(topic.config().supportedCodecs()).containsExactly(1, 2);
		assertThat(topic.config().partitionWriteSpeedBytesPerSecond()).isEqualTo(2 << 20);
		assertThat(topic.config().partitionWriteBurstBytes()).isEqualTo(3 << 20);
		assertThat(topic.config().attributes()).containsEntry("_abc_slug", "shop");
		assertThat(topic.config().consumers()).extracting(ConsumerConfig::name).containsExactly("billing", "audit");
		ConsumerConfig audit = topic.config().consumers().get(1);
		assertThat(audit.important()).isTrue();
		assertThat(audit.readFrom()).isEqualTo(readFrom);
		assertThat(audit.supportedCodecs()).containsExactly(1, 2);
		assertThat(topic.config().consumers().get(0).readFrom()).as("the epoch means never").isNull();
		assertThat(topic.partitions()).extracting(PartitionDescription::id).containsExactly(0L, 1L, 2L);
		assertThat(topic.partitions()).allSatisfy((partition) -> {
			assertThat(partition.active()).isTrue();
			assertThat(partition.startOffset()).isZero();
			assertThat(partition.endOffset()).isZero();
			assertThat(partition.nodeId()).isPositive();
			assertThat(partition.generation()).isPositive();
		});
	}

	@Test
	void autoPartitioningIsCreatedAndChanged() {
		this.admin
			.createTopic("orders",
					TopicConfig.builder()
						.partitions(2)
						.autoPartitioning(
								new AutoPartitioning(ScalingStrategy.SCALE_UP, 5, Duration.ofSeconds(60), 85, 25))
						.build())
			.join();
		AutoPartitioning auto = this.admin.describeTopic("orders").join().config().autoPartitioning();
		assertThat(auto).isEqualTo(new AutoPartitioning(ScalingStrategy.SCALE_UP, 5, Duration.ofSeconds(60), 85, 25));
		this.admin
			.alterTopic("orders",
					TopicChange.builder()
						.maxActivePartitions(9)
						.strategy(ScalingStrategy.PAUSED)
						.stabilizationWindow(Duration.ofSeconds(90))
						.upUtilizationPercent(70)
						.downUtilizationPercent(10)
						.build())
			.join();
		assertThat(this.admin.describeTopic("orders").join().config().autoPartitioning())
			.isEqualTo(new AutoPartitioning(ScalingStrategy.PAUSED, 9, Duration.ofSeconds(90), 70, 10));
	}

	@Test
	void aChangeTouchesWhatItNamesAlone() {
		this.admin
			.createTopic("orders",
					TopicConfig.builder().retention(Duration.ofHours(5)).consumer("a").consumer("b").build())
			.join();
		this.admin
			.alterTopic("orders",
					TopicChange.builder()
						.partitions(4)
						.retentionStorageMb(7)
						.supportedCodecs(1)
						.partitionWriteSpeedBytesPerSecond(3 << 20)
						.partitionWriteBurstBytes(3 << 20)
						.attribute("_abc_slug", "shop")
						.dropConsumer("a")
						.alterConsumer(ConsumerChange.of("b")
							.withImportant(true)
							.withReadFrom(Instant.ofEpochSecond(1000))
							.withSupportedCodecs(List.of(1)))
						.addConsumer("c")
						.build())
			.join();
		TopicDescription topic = this.admin.describeTopic("orders").join();
		assertThat(topic.partitions()).hasSize(4);
		assertThat(topic.config().retention()).isEqualTo(Duration.ofHours(5));
		assertThat(topic.config().retentionStorageMb()).isEqualTo(7);
		assertThat(topic.config().supportedCodecs()).containsExactly(1);
		assertThat(topic.config().attributes()).containsEntry("_abc_slug", "shop");
		assertThat(topic.config().consumers()).extracting(ConsumerConfig::name).containsExactly("b", "c");
		ConsumerConfig changed = topic.config().consumers().get(0);
		assertThat(changed.important()).isTrue();
		assertThat(changed.readFrom()).isEqualTo(Instant.ofEpochSecond(1000));
		assertThat(changed.supportedCodecs()).containsExactly(1);
		this.admin.alterTopic("orders", TopicChange.builder().retention(Duration.ofHours(6)).build()).join();
		TopicDescription after = this.admin.describeTopic("orders").join();
		assertThat(after.config().retention()).isEqualTo(Duration.ofHours(6));
		assertThat(after.config().retentionStorageMb()).isEqualTo(7);
		assertThat(after.config().consumers()).isEqualTo(topic.config().consumers());
	}

	@Test
	void aConsumerIsDescribedWithItsOffsets() {
		this.admin.createTopic("orders", TopicConfig.builder().partitions(2).consumer("billing").build()).join();
		ConsumerDescription consumer = this.admin.describeConsumer("orders", "billing").join();
		assertThat(consumer.config().name()).isEqualTo("billing");
		assertThat(consumer.partitions()).hasSize(2).allSatisfy((partition) -> {
			assertThat(partition.committedOffset()).isZero();
			assertThat(partition.readSessionId()).isNull();
			assertThat(partition.readerName()).isNull();
			assertThat(partition.lag()).isZero();
		});
		assertThat(consumer.lag()).isZero();
		this.admin.commitOffset("orders", "billing", 1, 0).join();
	}

	@Test
	void whatTheServerRefusesIsATypedFailure() {
		this.admin.createTopic("orders", TopicConfig.builder().consumer("a").build()).join();
		TopicException missing = errorOf(this.admin.describeTopic("nothing"));
		assertThat(missing.status()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(missing.verdict()).isEqualTo(RetryVerdict.FATAL);
		assertThat(missing).hasMessageStartingWith("describe topic 'nothing': the server answered SCHEME_ERROR");
		assertThat(errorOf(this.admin.describeConsumer("orders", "who")))
			.hasMessageStartingWith("describe consumer 'who' of topic 'orders': the server answered SCHEME_ERROR");
		assertThat(errorOf(this.admin.dropTopic("nothing")).status()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(errorOf(this.admin.alterTopic("orders", TopicChange.builder().addConsumer("a").build())).status())
			.isEqualTo(StatusCode.ALREADY_EXISTS);
		assertThat(errorOf(this.admin.alterTopic("orders", TopicChange.builder().dropConsumer("b").build())).status())
			.isEqualTo(StatusCode.NOT_FOUND);
		TopicException tooFar = errorOf(this.admin.commitOffset("orders", "a", 0, 7));
		assertThat(tooFar.status()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(tooFar).hasMessageStartingWith(
				"commit offset 7 of partition 0 of topic 'orders' for consumer 'a': the server answered BAD_REQUEST");
		assertThat(tooFar.issues()).isNotEmpty();
	}

	@Test
	void aTopicIsDropped() {
		this.admin.createTopic("orders", TopicConfig.defaults()).join();
		this.admin.dropTopic("orders").join();
		assertThat(errorOf(this.admin.describeTopic("orders")).status()).isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@Test
	void futuresAreCompletedOnUserThreads() {
		AtomicReference<String> thread = new AtomicReference<>();
		CompletableFuture<TopicDescription> answer = this.admin.createTopic("orders", TopicConfig.defaults())
			.thenCompose((done) -> this.admin.describeTopic("orders"));
		answer.thenRun(() -> thread.set(Thread.currentThread().getName())).join();
		assertThat(thread.get()).satisfiesAnyOf((name) -> assertThat(name).startsWith("admin-test-user"),
				(name) -> assertThat(name).isEqualTo(Thread.currentThread().getName()));
		assertThat(Map.copyOf(answer.join().config().attributes())).isNotNull();
	}

}
