package io.ydbtopic.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.client.codec.Codecs;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.StreamState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The client over real gRPC. */
class ClientAgainstBrokerTest {

	private EmbeddedBroker broker;

	private TopicClient client;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker
			.start(BrokerOptions.builder().topic(TopicSpec.parse("orders:2:billing,audit")).build());
		this.client = TopicClient.connect(this.broker.connectionString());
	}

	@AfterEach
	void stop() {
		this.client.close();
		await().atMost(Duration.ofSeconds(5)).until(() -> this.broker.openStreams() == 0);
		this.broker.close();
	}

	@Test
	void whatIsWrittenIsReadWithEverythingBesideIt() throws Exception {
		try (TopicWriter<String> writer = this.client.writer(
				WriterSettings.builder("orders").producerId("shop").sessionMetadata(Map.of("host", "a")).build(),
				Serializer.string());
				TopicReader<String> reader = this.client.reader(ReaderSettings.of("billing", "orders"),
						Deserializer.string())) {
			WriteAck ack = writer.writeAndWait(OutgoingMessage.of("hello").withMetadata("trace", "abc"),
					Duration.ofSeconds(10));
			assertThat(writer.statistics()).isNotNull();
			assertThat(writer.statistics().mostQueueWait())
				.isGreaterThanOrEqualTo(writer.statistics().leastQueueWait());
			ReceivedMessage<String> message = reader.receive(Duration.ofSeconds(10));
			assertThat(message).isNotNull();
			assertThat(message.value()).isEqualTo("hello");
			assertThat(message.offset()).isEqualTo(ack.offset());
			assertThat(message.partitionId()).isEqualTo(ack.partitionId());
			assertThat(message.producerId()).isEqualTo("shop");
			assertThat(message.metadata("trace")).isEqualTo("abc");
			assertThat(message.sessionMetadata()).containsEntry("host", "a");
			message.commit().get(10, TimeUnit.SECONDS);
			assertThat(this.broker.committedOffset("orders", (int) message.partitionId(), "billing")).isEqualTo(1);
		}
	}

	@Test
	void tenThousandMessagesKeepTheirOrder() throws Exception {
		int count = 10_000;
		try (TopicWriter<String> writer = this.client
			.writer(WriterSettings.builder("orders").codec(Codecs.gzip()).build(), Serializer.string());
				TopicReader<String> reader = this.client.reader(ReaderSettings.of("billing", "orders"),
						Deserializer.string())) {
			IntStream.range(0, count).forEach((i) -> writer.send("m" + i));
			List<String> values = new ArrayList<>();
			while (values.size() < count) {
				MessageBatch<String> batch = reader.receiveBatch(Duration.ofSeconds(10));
				assertThat(batch).isNotNull();
				batch.forEach((message) -> values.add(message.value()));
				batch.commit();
			}
			assertThat(values).isEqualTo(IntStream.range(0, count).mapToObj((i) -> "m" + i).toList());
		}
	}

	@Test
	void aCutBeforeTheAckLosesNothingAndRepeatsNothing() {
		try (TopicWriter<String> writer = this.client.writer(WriterSettings.builder("orders").partitionId(0L).build(),
				Serializer.string())) {
			this.broker.faults().dropAfterStoring("orders", 1);
			List<CompletableFuture<WriteAck>> acks = IntStream.range(0, 100)
				.mapToObj((i) -> writer.write("m" + i))
				.toList();
			acks.forEach((ack) -> assertThat(ack).succeedsWithin(Duration.ofSeconds(10)));
			assertThat(this.broker.records("orders", 0).stream().map((record) -> record.data().toStringUtf8()))
				.containsExactlyElementsOf(IntStream.range(0, 100).mapToObj((i) -> "m" + i).toList());
			assertThat(writer.status().reconnects()).isEqualTo(1);
		}
	}

	@Test
	void anUnknownTopicIsAFatalErrorThatNamesIt() {
		TopicWriter<String> writer = this.client.writer(WriterSettings.of("no-such-topic"), Serializer.string());
		assertThatThrownBy(() -> writer.ready().get(10, TimeUnit.SECONDS)).cause()
			.isInstanceOf(TopicException.class)
			.hasMessageContaining("no-such-topic")
			.hasMessageContaining("SCHEME_ERROR");
		assertThat(writer.status().state()).isEqualTo(StreamState.FAILED);
	}

	@Test
	void anUnknownConsumerIsAFatalErrorThatNamesIt() {
		TopicReader<String> reader = this.client.reader(ReaderSettings.of("nobody", "orders"), Deserializer.string());
		assertThatThrownBy(() -> reader.ready().get(10, TimeUnit.SECONDS)).cause()
			.isInstanceOf(TopicException.class)
			.hasMessageContaining("nobody");
	}

	@Test
	void aSubscriptionHandsOutEachPartitionInOrder() {
		List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
		TopicSubscription subscription = this.client.subscribe(ReaderSettings.of("audit", "orders"),
				Deserializer.string(), (batch) -> {
					batch.forEach((message) -> seen.add(message.value()));
					return batch.commit();
				});
		try (TopicWriter<String> writer = this.client.writer(WriterSettings.builder("orders").partitionId(1L).build(),
				Serializer.string())) {
			IntStream.range(0, 500).forEach((i) -> writer.send("m" + i));
			await().atMost(Duration.ofSeconds(10)).until(() -> seen.size() == 500);
			assertThat(seen).isEqualTo(IntStream.range(0, 500).mapToObj((i) -> "m" + i).toList());
			await().atMost(Duration.ofSeconds(5)).until(() -> this.broker.committedOffset("orders", 1, "audit") == 500);
		}
		subscription.close();
	}

}
