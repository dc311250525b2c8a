package io.ydbtopic.spring.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The promise through the whole stack: two listeners of one consumer share the
 * partitions, the connection is cut at random and partitions move, and still each message
 * is in the log once, in its producer's order, every one is handed to a listener, each
 * session in order, and no commit runs ahead of what was handled. One line of counts for
 * each seed.
 */
@SpringBootTest(properties = { "ydb.topic.listener.concurrency=2", "logging.level.io.ydbtopic=ERROR",
		"logging.level.counts=INFO" })
@EmbeddedTopicBroker(topics = "none:1")
class NothingLostByListenersTest {

	private static final Logger logger = LoggerFactory.getLogger("counts");

	private static final int PRODUCERS = 8;

	private static final int PARTITIONS = 4;

	private static final int MESSAGES = 200_000;

	/**
	 * Producers pause so often until the next trouble has come, so that none runs ahead
	 * of it.
	 */
	private static final int CHECKPOINTS = 12;

	@Autowired
	EmbeddedBroker broker;

	@Autowired
	TopicClient client;

	@Autowired
	TopicListenerEndpointRegistry registry;

	@Autowired
	Handled handled;

	@Test
	void withThreeSeedsNothingIsLostRepeatedOrOutOfOrder() {
		for (long seed : new long[] { 11, 22, 33 }) {
			run(seed);
		}
	}

	private void run(long seed) {
		Random chance = new Random(seed);
		// A new log for each seed under the name that the listeners know.
		this.registry.stop("first").join();
		this.registry.stop("second").join();
		if (seed != 11) {
			this.client.admin().dropTopic("orders").join();
		}
		this.broker.createTopic(new TopicSpec("orders", PARTITIONS, List.of("billing")));
		this.handled.reset();
		this.registry.start("first");
		this.registry.start("second");
		AtomicLong cuts = new AtomicLong();
		AtomicLong moves = new AtomicLong();
		ScheduledExecutorService trouble = Executors.newSingleThreadScheduledExecutor();
		trouble.schedule(new Trouble(trouble, chance, cuts, moves), 100, TimeUnit.MILLISECONDS);
		ExecutorService pool = Executors.newFixedThreadPool(PRODUCERS);
		List<CompletableFuture<Long>> producers = new ArrayList<>();
		for (int producer = 0; producer < PRODUCERS; producer++) {
			String id = "producer-" + producer;
			producers.add(CompletableFuture.supplyAsync(() -> produce(id, cuts, moves), pool));
		}
		long acknowledged = producers.stream().mapToLong(CompletableFuture::join).sum();
		await().atMost(Duration.ofSeconds(60)).until(() -> committed() == MESSAGES);
		trouble.shutdownNow();
		pool.shutdown();
		long stored = checkLog();
		this.handled.check();
		long total = this.handled.total.get();
		logger.info("seed {}: {} acknowledged, {} stored, {} handled of which {} again, {} cuts, {} moves", seed,
				acknowledged, stored, total, total - MESSAGES, cuts, moves);
		assertThat(acknowledged).isEqualTo(MESSAGES);
		assertThat(stored).isEqualTo(MESSAGES);
		assertThat(cuts.get() + moves.get()).as("troubles").isGreaterThanOrEqualTo(CHECKPOINTS - 1);
	}

	private long produce(String id, AtomicLong cuts, AtomicLong moves) {
		int count = MESSAGES / PRODUCERS;
		AtomicLong acknowledged = new AtomicLong();
		// A small buffer, so that each cut is felt.
		WriterSettings settings = WriterSettings.builder("orders").producerId(id).bufferMaxBytes(64 * 1024).build();
		try (TopicWriter<String> writer = this.client.writer(settings, Serializer.string())) {
			for (int i = 0; i < count; i++) {
				if (i % (count / CHECKPOINTS) == 0) {
					long due = Math.min(CHECKPOINTS - 1, i / (count / CHECKPOINTS));
					await().pollInterval(Duration.ofMillis(5))
						.atMost(Duration.ofSeconds(30))
						.until(() -> cuts.get() + moves.get() >= due);
				}
				writer.write(id + ":" + i).thenRun(acknowledged::incrementAndGet);
			}
		}
		await().until(() -> acknowledged.get() == count);
		return acknowledged.get();
	}

	private long committed() {
		long sum = 0;
		for (int partition = 0; partition < PARTITIONS; partition++) {
			sum += this.broker.committedOffset("orders", partition, "billing");
		}
		return sum;
	}

	private long checkLog() {
		Map<String, Integer> next = new ConcurrentHashMap<>();
		long stored = 0;
		for (int partition = 0; partition < PARTITIONS; partition++) {
			for (var message : this.broker.records("orders", partition)) {
				String[] parts = message.data().toStringUtf8().split(":");
				assertThat(Integer.parseInt(parts[1])).as("the next message of %s", parts[0])
					.isEqualTo(next.getOrDefault(parts[0], 0));
				next.merge(parts[0], 1, Integer::sum);
				stored++;
			}
		}
		return stored;
	}

	/** Cuts connections and moves partitions every few hundred milliseconds. */
	private final class Trouble implements Runnable {

		private final ScheduledExecutorService timer;

		private final Random chance;

		private final AtomicLong cuts;

		private final AtomicLong moves;

		Trouble(ScheduledExecutorService timer, Random chance, AtomicLong cuts, AtomicLong moves) {
			this.timer = timer;
			this.chance = chance;
			this.cuts = cuts;
			this.moves = moves;
		}

		@Override
		public void run() {
			if (this.chance.nextInt(3) == 0) {
				NothingLostByListenersTest.this.broker.faults().rebalance("orders", "billing");
				this.moves.incrementAndGet();
			}
			else {
				NothingLostByListenersTest.this.broker.faults().cutStreams();
				this.cuts.incrementAndGet();
			}
			this.timer.schedule(this, 100 + this.chance.nextInt(300), TimeUnit.MILLISECONDS);
		}

	}

	/** What the listeners were handed, and whether it was allowed to be. */
	static class Handled {

		final AtomicLong total = new AtomicLong();

		private final Map<PartitionSession, Long> lastOfSession = new ConcurrentHashMap<>();

		private final Map<Long, Set<Long>> offsets = new ConcurrentHashMap<>();

		private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

		void reset() {
			this.total.set(0);
			this.lastOfSession.clear();
			this.wrong.clear();
			for (long partition = 0; partition < PARTITIONS; partition++) {
				this.offsets.put(partition, new HashSet<>());
			}
		}

		@TopicListener(id = "first", topics = "orders", consumer = "billing", autoStartup = "false")
		void first(MessageBatch<byte[]> batch) {
			handle(batch);
		}

		@TopicListener(id = "second", topics = "orders", consumer = "billing", autoStartup = "false")
		void second(MessageBatch<byte[]> batch) {
			handle(batch);
		}

		private void handle(MessageBatch<byte[]> batch) {
			Set<Long> seen = this.offsets.get(batch.session().partitionId());
			synchronized (seen) {
				if (batch.session().committedOffset() > seen.size()) {
					this.wrong.add("committed " + batch.session().committedOffset() + " with " + seen.size()
							+ " handled of " + batch.session());
				}
				for (ReceivedMessage<byte[]> message : batch) {
					Long last = this.lastOfSession.put(batch.session(), message.offset());
					if (last != null && message.offset() != last + 1) {
						this.wrong.add(message + " after " + last);
					}
					seen.add(message.offset());
					this.total.incrementAndGet();
				}
			}
		}

		void check() {
			assertThat(this.wrong).isEmpty();
			assertThat(this.offsets.values().stream().mapToInt(Set::size).sum()).isEqualTo(MESSAGES);
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Handled.class)
	static class TestApplication {

	}

}
