package io.ydbtopic.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The promise as a whole, over real gRPC: while connections are cut and partitions move,
 * each acknowledged message is in the log once and in order, each is handed out at least
 * once and in order, and no commit runs ahead of what was handled.
 */
class NothingLostUnderCutsTest {

	private static final Logger logger = LoggerFactory.getLogger("counts");

	private static final int PRODUCERS = 8;

	private static final int PARTITIONS = 4;

	private static final int MESSAGES = 200_000;

	/**
	 * Producers pause so often until the next trouble has come, so that none runs ahead
	 * of it.
	 */
	private static final int CHECKPOINTS = 12;

	@ParameterizedTest
	@ValueSource(longs = { 11, 22, 33 })
	void eachAcknowledgedMessageIsStoredOnceAndHandledInOrder(long seed) {
		Random chance = new Random(seed);
		try (EmbeddedBroker broker = EmbeddedBroker
			.start(BrokerOptions.builder().topic(TopicSpec.parse("orders:" + PARTITIONS + ":billing")).build());
				TopicClient client = TopicClient.connect(broker.connectionString())) {
			Handled handled = new Handled();
			List<TopicSubscription> subscriptions = new ArrayList<>();
			subscriptions.add(subscribe(client, handled));
			AtomicLong cuts = new AtomicLong();
			AtomicLong moves = new AtomicLong();
			ScheduledExecutorService trouble = Executors.newSingleThreadScheduledExecutor();
			makeTrouble(trouble, chance, broker, cuts, moves);
			ExecutorService pool = Executors.newFixedThreadPool(PRODUCERS);
			List<CompletableFuture<Long>> producers = new ArrayList<>();
			for (int producer = 0; producer < PRODUCERS; producer++) {
				String id = "producer-" + producer;
				producers.add(
						CompletableFuture.supplyAsync(() -> produce(client, id, () -> cuts.get() + moves.get()), pool));
			}
			subscriptions.add(subscribe(client, handled));
			long acknowledged = producers.stream().mapToLong(CompletableFuture::join).sum();
			await().atMost(Duration.ofSeconds(60)).until(() -> committed(broker) == MESSAGES);
			trouble.shutdownNow();
			pool.shutdown();
			long stored = checkLog(broker);
			subscriptions.forEach(TopicSubscription::close);
			handled.check();
			logger.info("seed {}: {} acknowledged, {} stored, {} handled of which {} again, {} cuts, {} moves", seed,
					acknowledged, stored, handled.total.get(), handled.total.get() - MESSAGES, cuts, moves);
			assertThat(acknowledged).isEqualTo(MESSAGES);
			assertThat(stored).isEqualTo(MESSAGES);
			assertThat(cuts.get()).as("cuts").isGreaterThan(3);
			assertThat(cuts.get() + moves.get()).as("troubles").isGreaterThanOrEqualTo(CHECKPOINTS);
		}
	}

	private static void makeTrouble(ScheduledExecutorService trouble, Random chance, EmbeddedBroker broker,
			AtomicLong cuts, AtomicLong moves) {
		trouble.schedule(new Runnable() {

			@Override
			public void run() {
				if (chance.nextInt(3) == 0) {
					broker.faults().rebalance("orders", "billing");
					moves.incrementAndGet();
				}
				else {
					broker.faults().cutStreams();
					cuts.incrementAndGet();
				}
				trouble.schedule(this, 100 + chance.nextInt(300), TimeUnit.MILLISECONDS);
			}

		}, 100, TimeUnit.MILLISECONDS);
	}

	private static long produce(TopicClient client, String id, LongSupplier troubles) {
		int count = MESSAGES / PRODUCERS;
		AtomicLong acknowledged = new AtomicLong();
		// A small buffer, so that each cut is felt and the run lasts long enough for
		// many.
		try (TopicWriter<String> writer = client.writer(
				WriterSettings.builder("orders").producerId(id).bufferMaxBytes(64 * 1024).build(),
				Serializer.string())) {
			for (int i = 0; i < count; i++) {
				if (i % (count / CHECKPOINTS) == 0) {
					long due = i / (count / CHECKPOINTS);
					await().atMost(Duration.ofSeconds(30))
						.pollInterval(Duration.ofMillis(5))
						.until(() -> troubles.getAsLong() >= due);
				}
				writer.write(id + ":" + i).thenRun(acknowledged::incrementAndGet);
			}
		}
		await().atMost(Duration.ofSeconds(10)).until(() -> acknowledged.get() == count);
		return acknowledged.get();
	}

	private static TopicSubscription subscribe(TopicClient client, Handled handled) {
		return client.subscribe(ReaderSettings.of("billing", "orders"), Deserializer.string(), handled);
	}

	private static long committed(EmbeddedBroker broker) {
		long sum = 0;
		for (int partition = 0; partition < PARTITIONS; partition++) {
			sum += broker.committedOffset("orders", partition, "billing");
		}
		return sum;
	}

	private static long checkLog(EmbeddedBroker broker) {
		Map<String, Integer> next = new HashMap<>();
		long stored = 0;
		for (int partition = 0; partition < PARTITIONS; partition++) {
			for (var record : broker.records("orders", partition)) {
				String[] parts = record.data().toStringUtf8().split(":");
				assertThat(Integer.parseInt(parts[1])).as("the next message of %s", parts[0])
					.isEqualTo(next.getOrDefault(parts[0], 0));
				next.merge(parts[0], 1, Integer::sum);
				stored++;
			}
		}
		return stored;
	}

	/** What was handed out, and whether it was allowed to be. */
	private static final class Handled implements PartitionHandler<String> {

		private final AtomicLong total = new AtomicLong();

		private final Map<PartitionSession, Long> lastOfSession = new ConcurrentHashMap<>();

		private final Map<Long, Set<Long>> offsets = new ConcurrentHashMap<>();

		private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

		Handled() {
			for (long partition = 0; partition < PARTITIONS; partition++) {
				this.offsets.put(partition, new HashSet<>());
			}
		}

		@Override
		public CompletionStage<?> onMessages(MessageBatch<String> batch) {
			Set<Long> seen = this.offsets.get(batch.session().partitionId());
			synchronized (seen) {
				for (ReceivedMessage<String> message : batch) {
					Long last = this.lastOfSession.put(batch.session(), message.offset());
					if (last != null && message.offset() != last + 1) {
						this.wrong.add(message + " after " + last);
					}
					seen.add(message.offset());
					this.total.incrementAndGet();
				}
				if (batch.session().committedOffset() > seen.size()) {
					this.wrong.add("committed " + batch.session().committedOffset() + " with " + seen.size()
							+ " handled of " + batch.session());
				}
			}
			// A commit that fails with its session is no failure of the handler.
			return batch.commit().exceptionally((error) -> null);
		}

		void check() {
			assertThat(this.wrong).isEmpty();
			assertThat(this.offsets.values().stream().mapToInt(Set::size).sum()).isEqualTo(MESSAGES);
		}

	}

}
