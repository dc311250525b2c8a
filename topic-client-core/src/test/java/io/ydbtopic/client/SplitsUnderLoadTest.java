package io.ydbtopic.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.client.admin.PartitionDescription;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A topic grows from one partition to eight while a keyed writer writes to it and two
 * readers of one consumer read it, over real gRPC: each message of each key is stored
 * once and in order, and handed out once and in order.
 */
class SplitsUnderLoadTest {

	private static final Logger logger = LoggerFactory.getLogger("counts");

	private static final int KEYS = 1_000;

	private static final int MESSAGES = 200_000;

	private static final int PARTITIONS = 8;

	private static final int WRITERS = 4;

	@Test
	void eachKeyKeepsItsOrderWhileTheTopicGrowsFromOneToEightPartitions() {
		try (EmbeddedBroker broker = start();
				TopicClient client = TopicClient.connect(broker.connectionString());
				TopicClient other = TopicClient.connect(broker.connectionString())) {
			Handled handled = new Handled();
			List<TopicSubscription> subscriptions = List.of(subscribe(client, handled), subscribe(other, handled));
			writeThroughSplits(broker, client, MESSAGES, () -> {
			});
			long written = System.nanoTime();
			await().atMost(Duration.ofSeconds(30)).until(() -> handled.total.get() >= MESSAGES);
			logger.info("read {} ms later", (System.nanoTime() - written) / 1_000_000);
			subscriptions.forEach(TopicSubscription::close);
			assertThat(checkLog(broker)).isEqualTo(MESSAGES);
			handled.check();
		}
	}

	@Test
	void theLogKeepsItsOrderWhenStreamsAreCutAndAcksAreLostAsWell() {
		try (EmbeddedBroker broker = start(); TopicClient client = TopicClient.connect(broker.connectionString())) {
			int messages = MESSAGES / 4;
			writeThroughSplits(broker, client, messages, () -> {
				broker.faults().cutStreams();
				broker.faults().dropAfterStoring("orders", 2);
			});
			assertThat(checkLog(broker)).isEqualTo(messages);
			assertThat(broker.faults().count(FaultKind.DROP_AFTER_STORING)).as("lost acks").isPositive();
		}
	}

	private static EmbeddedBroker start() {
		return EmbeddedBroker.start(BrokerOptions.builder().topic(TopicSpec.parse("orders:1:billing")).build());
	}

	/** Writes from several threads and splits, each time after so many acks. */
	private static void writeThroughSplits(EmbeddedBroker broker, TopicClient client, int messages,
			Runnable beforeSplit) {
		Random chance = new Random(42);
		long begun = System.nanoTime();
		AtomicInteger splits = new AtomicInteger();
		AtomicLong acknowledged = new AtomicLong();
		// A small buffer, so that a split finds messages everywhere on the way.
		WriterSettings settings = WriterSettings.builder("orders")
			.producerId("shop")
			.bufferMaxBytes(256 * 1024)
			.build();
		ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
		try (KeyedTopicWriter<String> writer = client.keyedWriter(KeyedWriterSettings.builder(settings).build(),
				Serializer.string())) {
			List<CompletableFuture<Void>> producers = new ArrayList<>();
			for (int i = 0; i < WRITERS; i++) {
				int first = i;
				producers.add(CompletableFuture
					.runAsync(() -> produce(writer, messages / KEYS, first, acknowledged, splits::get), pool));
			}
			for (int i = 1; i < PARTITIONS; i++) {
				long due = (long) messages * i / (PARTITIONS + 1);
				await().atMost(Duration.ofSeconds(30))
					.pollInterval(Duration.ofMillis(2))
					.until(() -> acknowledged.get() >= due || failed(producers));
				beforeSplit.run();
				split(broker, client, chance);
				splits.incrementAndGet();
			}
			producers.forEach(CompletableFuture::join);
			writer.flush().join();
			await().atMost(Duration.ofSeconds(5)).until(() -> acknowledged.get() == messages);
			logger.info("{} messages of {} keys through {} splits in {} ms", messages, KEYS, splits.get(),
					(System.nanoTime() - begun) / 1_000_000);
		}
		finally {
			pool.shutdownNow();
		}
	}

	private static boolean failed(List<CompletableFuture<Void>> producers) {
		return producers.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
	}

	private static void split(EmbeddedBroker broker, TopicClient client, Random chance) {
		List<Long> active = client.admin()
			.describeTopic("orders")
			.join()
			.partitions()
			.stream()
			.filter(PartitionDescription::active)
			.map(PartitionDescription::id)
			.toList();
		long chosen = active.get(chance.nextInt(active.size()));
		// A child that was made a moment ago may have no message yet.
		await().atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(2))
			.until(() -> broker.endOffset("orders", chosen) > 0);
		broker.faults().split("orders", chosen);
	}

	private static void produce(KeyedTopicWriter<String> writer, int rounds, int first, AtomicLong acknowledged,
			IntSupplier splits) {
		for (int round = 0; round < rounds; round++) {
			// None runs ahead of the splits.
			int due = round * PARTITIONS / rounds - 1;
			if (splits.getAsInt() < due) {
				await().atMost(Duration.ofSeconds(30))
					.pollInterval(Duration.ofMillis(2))
					.until(() -> splits.getAsInt() >= due);
			}
			for (int key = first; key < KEYS; key += WRITERS) {
				writer.write("key-" + key, "key-" + key + ":" + round).thenRun(acknowledged::incrementAndGet);
			}
		}
	}

	private static TopicSubscription subscribe(TopicClient client, Handled handled) {
		return client.subscribe(ReaderSettings.of("billing", "orders"), Deserializer.string(), handled);
	}

	/** A child has a greater id than its parent, so by id is in order for each key. */
	private static long checkLog(EmbeddedBroker broker) {
		Map<String, Integer> next = new ConcurrentHashMap<>();
		long stored = 0;
		for (int partition = 0; partition < 2 * PARTITIONS - 1; partition++) {
			int here = 0;
			for (var record : broker.records("orders", partition)) {
				String text = record.data().toStringUtf8();
				String key = text.substring(0, text.indexOf(':'));
				assertThat(text).as("the next message of %s", key).isEqualTo(key + ":" + next.getOrDefault(key, 0));
				next.merge(key, 1, Integer::sum);
				here++;
			}
			assertThat(here).as("messages of partition %s", partition).isPositive();
			stored += here;
		}
		return stored;
	}

	/** What was handed out, and whether it was its turn. */
	private static final class Handled implements PartitionHandler<String> {

		private final AtomicLong total = new AtomicLong();

		private final Map<String, Integer> next = new ConcurrentHashMap<>();

		private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

		@Override
		public CompletionStage<?> onMessages(MessageBatch<String> batch) {
			for (ReceivedMessage<String> message : batch) {
				String text = message.value();
				String key = text.substring(0, text.indexOf(':'));
				int number = Integer.parseInt(text.substring(text.indexOf(':') + 1));
				int expected = this.next.merge(key, 1, Integer::sum) - 1;
				if (number != expected) {
					this.wrong.add(text + " of " + batch.session() + ", expected number " + expected);
				}
				this.total.incrementAndGet();
			}
			return batch.commit();
		}

		void check() {
			assertThat(this.wrong).isEmpty();
			assertThat(this.total).hasValue(MESSAGES);
		}

	}

}
