package io.ydbtopic.client.internal.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.MethodDescriptor;
import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.admin.AutoPartitioning;
import io.ydbtopic.client.admin.ConsumerChange;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.MeteringMode;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.JvmRuntime;
import io.ydbtopic.client.internal.transport.GrpcTransport;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.topic.CreateTopicResponse;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that the broker carries out, and whose answers do not arrive. */
@Timeout(30)
class LostAnswerTest {

	private final JvmRuntime runtime = new JvmRuntime("lost-answer-test");

	private final AtomicInteger sent = new AtomicInteger();

	/** Answers of changes that are still to be lost. */
	private final AtomicInteger toLose = new AtomicInteger();

	/** Requests that are still to be lost themselves, before the broker sees them. */
	private final AtomicInteger toSwallow = new AtomicInteger();

	/** The server is one that refuses to create what is there. */
	private volatile boolean strictCreate;

	private final AtomicBoolean created = new AtomicBoolean();

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
		this.admin = new GrpcTopicAdmin(new LossyCalls(), this.runtime, settings, "admin");
	}

	@AfterEach
	void end() {
		this.transport.close();
		this.runtime.close();
		this.broker.close();
	}

	private static boolean takeOne(AtomicInteger counter) {
		return counter.getAndUpdate((count) -> Math.max(0, count - 1)) > 0;
	}

	private static TopicException errorOf(CompletableFuture<?> future) {
		return (TopicException) future.handle((value, error) -> error).join();
	}

	@Test
	void aDropWhoseAnswerWasLostIsDone() {
		this.admin.createTopic("orders", TopicConfig.defaults()).join();
		this.toLose.set(1);
		this.sent.set(0);
		this.admin.dropTopic("orders").join();
		assertThat(this.sent).hasValue(3);
		assertThat(errorOf(this.admin.describeTopic("orders")).status()).isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@Test
	void aDropOfNothingIsRefusedWhenNoAnswerWasLost() {
		assertThat(errorOf(this.admin.dropTopic("nothing")).status()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(this.sent).hasValue(1);
	}

	@Test
	void aDropOfWhatIsNoTopicIsRefusedThoughAnAnswerWasLost() {
		this.admin.createTopic("shop/orders", TopicConfig.defaults()).join();
		this.toLose.set(1);
		assertThat(errorOf(this.admin.dropTopic("shop")).status()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(this.admin.describeTopic("shop/orders").join().name()).isEqualTo("orders");
	}

	@Test
	void consumersWhoseAdditionAndRemovalWereNotAnsweredAreDone() {
		this.admin.createTopic("orders", TopicConfig.builder().consumer("a").consumer("b").build()).join();
		this.toLose.set(2);
		this.admin
			.alterTopic("orders",
					TopicChange.builder()
						.dropConsumer("a")
						.alterConsumer(ConsumerChange.of("b").withAvailabilityPeriod(Duration.ofHours(3)))
						.addConsumer(ConsumerConfig.of("c").withReadFrom(Instant.ofEpochSecond(7, 8)))
						.retention(Duration.ofHours(2))
						.build())
			.join();
		assertThat(this.toLose).hasValue(0);
		assertThat(this.admin.describeTopic("orders").join().config().consumers()).extracting(ConsumerConfig::name)
			.containsExactly("b", "c");
	}

	@Test
	void aConsumerThatWasThereOtherwiseIsRefusedThoughAnAnswerWasLost() {
		this.admin.createTopic("orders", TopicConfig.builder().consumer("a").build()).join();
		this.toSwallow.set(1);
		TopicException refused = errorOf(this.admin.alterTopic("orders",
				TopicChange.builder().addConsumer(ConsumerConfig.of("a").withImportant(true)).build()));
		assertThat(refused.status()).isEqualTo(StatusCode.ALREADY_EXISTS);
		this.toSwallow.set(1);
		TopicException unchanged = errorOf(this.admin.alterTopic("orders",
				TopicChange.builder().addConsumer("a").retention(Duration.ofHours(3)).build()));
		assertThat(unchanged.status()).as("the rest of the change did not happen").isEqualTo(StatusCode.ALREADY_EXISTS);
	}

	@Test
	void aRefusalThatSaysNothingAboutAnEarlierAttemptIsARefusal() {
		this.toSwallow.set(1);
		assertThat(errorOf(this.admin.alterTopic("nothing", TopicChange.builder().addConsumer("a").build())).status())
			.isEqualTo(StatusCode.SCHEME_ERROR);
		this.toSwallow.set(1);
		assertThat(errorOf(this.admin.dropTopic("")).status()).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void aTopicWhoseCreationWasNotAnsweredIsCreatedAlsoWhereServersAreStrict() {
		this.strictCreate = true;
		this.toLose.set(1);
		TopicConfig config = TopicConfig.builder()
			.partitions(2)
			.autoPartitioning(AutoPartitioning.scaleUp(5))
			.retention(Duration.ofHours(3))
			.supportedCodecs(1, 4)
			.attribute("_abc_slug", "shop")
			.metricsLevel(2)
			.consumer(ConsumerConfig.of("a").withImportant(true))
			.build();
		this.admin.createTopic("orders", config).join();
		TopicException second = errorOf(this.admin.createTopic("orders", config));
		assertThat(second.status()).isEqualTo(StatusCode.ALREADY_EXISTS);
		this.toSwallow.set(1);
		TopicException other = errorOf(
				this.admin.createTopic("orders", config.toBuilder().retention(Duration.ofHours(4)).build()));
		assertThat(other.status()).as("somebody else's topic").isEqualTo(StatusCode.ALREADY_EXISTS);
	}

	@Test
	void aChangeIsVisibleOnlyIfAllOfItIs() {
		TopicConfig topic = TopicConfig.builder()
			.partitions(2)
			.autoPartitioning(new AutoPartitioning(ScalingStrategy.PAUSED, 3, Duration.ofSeconds(4), 5, 6))
			.retention(Duration.ofSeconds(7))
			.retentionStorageMb(8)
			.supportedCodecs(1)
			.partitionWriteSpeedBytesPerSecond(9)
			.partitionWriteBurstBytes(10)
			.attribute("k", "v")
			.meteringMode(MeteringMode.REQUEST_UNITS)
			.metricsLevel(11)
			.contentBasedDeduplication(true)
			.consumer(new ConsumerConfig("c", true, Instant.ofEpochSecond(12), List.of(1), Map.of("x", "y"),
					Duration.ofSeconds(13)))
			.build();
		assertThat(VisibleChange.in(topic, AdminRequests.asChange(topic))).isTrue();
		assertThat(VisibleChange.in(topic, TopicChange.builder().build())).isTrue();
		ConsumerChange consumer = ConsumerChange.of("c");
		for (TopicChange.Builder missing : List.of(TopicChange.builder().partitions(3),
				TopicChange.builder().maxActivePartitions(4), TopicChange.builder().strategy(ScalingStrategy.SCALE_UP),
				TopicChange.builder().stabilizationWindow(Duration.ofSeconds(5)),
				TopicChange.builder().upUtilizationPercent(6), TopicChange.builder().downUtilizationPercent(7),
				TopicChange.builder().retention(Duration.ofSeconds(8)), TopicChange.builder().retentionStorageMb(9),
				TopicChange.builder().supportedCodecs(), TopicChange.builder().partitionWriteSpeedBytesPerSecond(10),
				TopicChange.builder().partitionWriteBurstBytes(11), TopicChange.builder().attribute("k", ""),
				TopicChange.builder().attribute("k", "w"),
				TopicChange.builder().meteringMode(MeteringMode.RESERVED_CAPACITY),
				TopicChange.builder().metricsLevel(12), TopicChange.builder().resetMetricsLevel(),
				TopicChange.builder().contentBasedDeduplication(false), TopicChange.builder().dropConsumer("c"),
				TopicChange.builder().addConsumer("d"), TopicChange.builder().addConsumer("c"),
				TopicChange.builder().alterConsumer(ConsumerChange.of("d")),
				TopicChange.builder().alterConsumer(consumer.withImportant(false)),
				TopicChange.builder().alterConsumer(consumer.withReadFrom(Instant.EPOCH)),
				TopicChange.builder().alterConsumer(consumer.withSupportedCodecs(List.of())),
				TopicChange.builder().alterConsumer(consumer.withAttributes(Map.of("x", "z"))),
				TopicChange.builder().alterConsumer(consumer.withAvailabilityPeriod(Duration.ofSeconds(14))),
				TopicChange.builder().alterConsumer(consumer.withoutAvailabilityPeriod()))) {
			assertThat(VisibleChange.in(topic, missing.build())).as(missing.build().toString()).isFalse();
		}
	}

	/** The broker's answers, but for those that are lost. */
	private final class LossyCalls implements UnaryCalls {

		@Override
		public <Q, R> CompletableFuture<R> unary(MethodDescriptor<Q, R> method, Q request, Duration timeout) {
			LostAnswerTest.this.sent.incrementAndGet();
			boolean changes = !method.getBareMethodName().startsWith("Describe");
			if (changes && takeOne(LostAnswerTest.this.toSwallow)) {
				return CompletableFuture.failedFuture(cut());
			}
			boolean lost = changes && takeOne(LostAnswerTest.this.toLose);
			boolean creates = LostAnswerTest.this.strictCreate
					&& method.equals(TopicServiceGrpc.getCreateTopicMethod());
			if (creates && LostAnswerTest.this.created.getAndSet(true)) {
				return CompletableFuture.completedFuture(method.parseResponse(refusal().toByteString().newInput()));
			}
			return LostAnswerTest.this.transport.unary(method, request, timeout)
				.thenCompose((answer) -> lost ? CompletableFuture.failedFuture(cut())
						: CompletableFuture.completedFuture(answer));
		}

		private static TopicException cut() {
			return new TopicException("the connection was lost", StatusCode.TRANSPORT_UNAVAILABLE,
					RetryVerdict.RETRY_FAST);
		}

		private static CreateTopicResponse refusal() {
			return CreateTopicResponse.newBuilder()
				.setOperation(Operation.newBuilder().setReady(true).setStatus(StatusIds.StatusCode.ALREADY_EXISTS))
				.build();
		}

	}

}
