package io.ydbtopic.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Partitions go from one reader to another while messages come. The time in which nobody
 * handled anything of them is measured and printed.
 */
class HandoverBetweenReadersTest {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int MESSAGES = 3_000;

	private EmbeddedBroker broker;

	private TopicClient client;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder()
			.topic(TopicSpec.parse("one:1:billing"))
			.topic(TopicSpec.parse("two:2:billing"))
			.build());
		this.client = TopicClient.connect(this.broker.connectionString());
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.broker.close();
	}

	@Test
	void aClosedReaderHandsItsPartitionOverAndNothingIsHandledTwice() {
		Handling first = new Handling();
		Handling second = new Handling();
		TopicSubscription leaving = subscribe("one", first);
		try (TopicWriter<String> writer = this.client.writer(WriterSettings.of("one"), Serializer.string())) {
			IntStream.range(0, MESSAGES / 2).forEach((i) -> writer.send("m" + i));
			await().atMost(LIMIT).until(() -> first.handled.size() > 200);
			try (TopicSubscription coming = subscribe("one", second)) {
				coming.ready().join();
				leaving.close();
				IntStream.range(MESSAGES / 2, MESSAGES).forEach((i) -> writer.send("m" + i));
				await().atMost(LIMIT).until(() -> first.handled.size() + second.handled.size() >= MESSAGES);
			}
		}
		assertThat(values(first, second)).as("each once, in order")
			.isEqualTo(IntStream.range(0, MESSAGES).mapToObj((i) -> "m" + i).toList());
		assertThat(first.stoodStill).hasSize(1);
		assertThat(leaving.counters().handovers()).isEqualTo(1);
		report("close", first, second, 0);
	}

	@Test
	void aReaderThatJoinsTakesAPartitionAndNothingIsHandledTwice() {
		Handling first = new Handling();
		Handling second = new Handling();
		try (TopicSubscription leaving = subscribe("two", first);
				TopicWriter<String> zero = writer(0L);
				TopicWriter<String> one = writer(1L)) {
			IntStream.range(0, MESSAGES / 2).forEach((i) -> {
				zero.send("m" + i);
				one.send("m" + i);
			});
			await().atMost(LIMIT).until(() -> first.of(0).findAny().isPresent() && first.of(1).findAny().isPresent());
			try (TopicSubscription coming = subscribe("two", second)) {
				await().atMost(LIMIT).until(() -> coming.counters().partitions() == 1);
				IntStream.range(MESSAGES / 2, MESSAGES).forEach((i) -> {
					zero.send("m" + i);
					one.send("m" + i);
				});
				await().atMost(LIMIT).until(() -> first.handled.size() + second.handled.size() >= 2 * MESSAGES);
			}
			assertThat(leaving.counters().handovers()).isEqualTo(1);
		}
		List<String> expected = IntStream.range(0, MESSAGES).mapToObj((i) -> "m" + i).toList();
		for (long partition = 0; partition < 2; partition++) {
			assertThat(Stream.concat(first.of(partition), second.of(partition)).map(Handled::value).toList())
				.as("partition %s: each once, in order", partition)
				.isEqualTo(expected);
		}
		assertThat(first.stoodStill).isNotEmpty();
		report("rebalance", first, second, second.handled.get(0).partition());
	}

	private TopicWriter<String> writer(long partition) {
		return this.client.writer(WriterSettings.builder("two").partitionId(partition).build(), Serializer.string());
	}

	private TopicSubscription subscribe(String topic, Handling handling) {
		return this.client.subscribe(
				ReaderSettings.builder().topics(topic).consumer("billing").batchMaxMessages(20).build(),
				Deserializer.string(), handling);
	}

	private static List<String> values(Handling first, Handling second) {
		return Stream.concat(first.handled.stream(), second.handled.stream()).map(Handled::value).toList();
	}

	private static void report(String what, Handling first, Handling second, long partition) {
		Handled last = first.of(partition).reduce((a, b) -> b).orElseThrow();
		Handled next = second.of(partition).findFirst().orElseThrow();
		Duration pause = Duration.ofNanos(next.nanoTime() - last.nanoTime());
		System.out.printf("handover by %s: the partition stood for %d ms, of these on the side that left: %d ms%n",
				what, pause.toMillis(), first.stoodStill.get(0).toMillis());
		assertThat(pause).isLessThan(Duration.ofSeconds(10));
	}

	private record Handled(long partition, String value, long nanoTime) {
	}

	/** Handles, and is done with a batch when its commit is confirmed. */
	private static final class Handling implements PartitionHandler<String> {

		private final List<Handled> handled = new CopyOnWriteArrayList<>();

		private final List<Duration> stoodStill = new CopyOnWriteArrayList<>();

		@Override
		public CompletionStage<?> onMessages(MessageBatch<String> batch) {
			long now = System.nanoTime();
			this.handled.addAll(batch.messages()
				.stream()
				.map((message) -> new Handled(message.partitionId(), message.value(), now))
				.toList());
			return batch.commit();
		}

		@Override
		public void onPartitionHandedOver(PartitionSession session, Duration time) {
			this.stoodStill.add(time);
		}

		private Stream<Handled> of(long partition) {
			return this.handled.stream().filter((one) -> one.partition() == partition);
		}

	}

}
