package io.ydbtopic.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** Where a reader begins when it is not at the committed offset. */
class ReadingFromTest {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private EmbeddedBroker broker;

	private TopicClient client;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().topic(TopicSpec.parse("orders:1:billing")).build());
		this.client = TopicClient.connect(this.broker.connectionString());
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.broker.close();
	}

	private void write(String prefix, int count) {
		try (TopicWriter<String> writer = this.client.writer(WriterSettings.of("orders"), Serializer.string())) {
			IntStream.range(0, count).forEach((i) -> writer.send(prefix + i));
		}
	}

	private static List<ReceivedMessage<String>> take(TopicReader<String> reader, int count)
			throws InterruptedException {
		List<ReceivedMessage<String>> messages = new ArrayList<>();
		while (messages.size() < count) {
			ReceivedMessage<String> message = reader.receive(LIMIT);
			assertThat(message).as("message %s of %s", messages.size() + 1, count).isNotNull();
			messages.add(message);
		}
		return messages;
	}

	private static List<String> values(List<ReceivedMessage<String>> messages) {
		return messages.stream().map(ReceivedMessage::value).toList();
	}

	private static void untilOlderThan(Instant written, Duration age) {
		await().atMost(LIMIT).until(() -> Instant.now().isAfter(written.plus(age)));
	}

	@Test
	void ownOffsetsNeedNoConsumer() throws Exception {
		write("m", 10);
		ReaderSettings settings = ReaderSettings.builder()
			.topics(List.of(TopicSource.of("orders", List.of(0L))))
			.build();
		PartitionListener fromSeven = new PartitionListener() {

			@Override
			public CompletionStage<StartPosition> onPartitionStarting(PartitionSession session) {
				return CompletableFuture.completedFuture(StartPosition.readFrom(7));
			}

		};
		try (TopicReader<String> reader = this.client.reader(settings, Deserializer.string(), fromSeven)) {
			List<ReceivedMessage<String>> messages = take(reader, 3);
			assertThat(values(messages)).containsExactly("m7", "m8", "m9");
			assertThatIllegalStateException().isThrownBy(() -> messages.get(0).commit())
				.withMessageContaining("a commit without a consumer");
		}
	}

	@Test
	void whatWasWrittenBeforeATimeIsPassedOverAndTheFirstCommitCoversIt() throws Exception {
		write("old", 3);
		Instant last;
		try (TopicReader<String> reader = this.client.reader(ReaderSettings.of("billing", "orders"),
				Deserializer.string())) {
			last = take(reader, 3).get(2).writtenAt();
		}
		untilOlderThan(last, Duration.ofMillis(5));
		write("new", 2);
		ReaderSettings settings = ReaderSettings.builder()
			.topics(List.of(new TopicSource("orders", List.of(), last.plusMillis(3), null)))
			.consumer("billing")
			.build();
		try (TopicReader<String> reader = this.client.reader(settings, Deserializer.string())) {
			List<ReceivedMessage<String>> messages = take(reader, 2);
			assertThat(values(messages)).containsExactly("new0", "new1");
			messages.get(0).commit().join();
			assertThat(this.broker.committedOffset("orders", 0, "billing")).as("no hole is left").isEqualTo(4);
		}
	}

	@Test
	void whatIsOlderThanTheLargestLagIsPassedOver() throws Exception {
		Duration lag = Duration.ofMillis(500);
		write("old", 3);
		untilOlderThan(Instant.now(), lag.plusMillis(50));
		ReaderSettings settings = ReaderSettings.builder()
			.topics(List.of(new TopicSource("orders", List.of(), null, lag)))
			.consumer("billing")
			.build();
		try (TopicReader<String> reader = this.client.reader(settings, Deserializer.string());
				TopicWriter<String> writer = this.client.writer(WriterSettings.of("orders"), Serializer.string())) {
			reader.ready().join();
			List<ReceivedMessage<String>> messages = new ArrayList<>();
			await().atMost(LIMIT).until(() -> {
				writer.send("new");
				ReceivedMessage<String> message = reader.receive(Duration.ofMillis(200));
				if (message != null) {
					messages.add(message);
				}
				return message != null;
			});
			assertThat(values(messages)).containsExactly("new");
		}
	}

}
