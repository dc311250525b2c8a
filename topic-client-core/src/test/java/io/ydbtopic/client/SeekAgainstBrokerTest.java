package io.ydbtopic.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Seeks, and a slow partition, on a server that does not know of either. */
class SeekAgainstBrokerTest {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private EmbeddedBroker broker;

	private TopicClient client;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().topic(TopicSpec.parse("orders:2:billing")).build());
		this.client = TopicClient.connect(this.broker.connectionString());
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.broker.close();
	}

	private TopicWriter<String> writer(long partition) {
		return this.client.writer(WriterSettings.builder("orders").partitionId(partition).build(), Serializer.string());
	}

	@Test
	void aPartitionThatIsSoughtAgainAndAgainUnderLoadMissesNothing() throws Exception {
		int messages = 20_000;
		CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
			try (TopicWriter<String> first = writer(0); TopicWriter<String> second = writer(1)) {
				for (int i = 0; i < messages; i++) {
					first.send("a" + i);
					second.send("b" + i);
				}
			}
		});
		Random chance = new Random(7);
		long wanted = 0;
		List<Long> others = new ArrayList<>();
		ReaderSettings settings = ReaderSettings.builder()
			.topics("orders")
			.consumer("billing")
			.bufferMaxBytes(256 * 1024)
			.batchMaxMessages(200)
			.build();
		int seeks = 0;
		try (TopicReader<String> reader = this.client.reader(settings, Deserializer.string())) {
			while (wanted < messages || others.size() < messages) {
				MessageBatch<String> batch = reader.receiveBatch(LIMIT);
				assertThat(batch).as("%s and %s came, %s seeks", wanted, others.size(), seeks).isNotNull();
				if (batch.session().partitionId() == 1) {
					batch.forEach((message) -> others.add(message.offset()));
					continue;
				}
				assertThat(batch.messages().get(0).offset()).isEqualTo(wanted);
				wanted = batch.messages().get(batch.size() - 1).offset() + 1;
				if (seeks < 30 && chance.nextInt(3) == 0) {
					wanted = Math.max(0, wanted - chance.nextInt(2000) + 500);
					batch.session().seek(wanted).get(20, TimeUnit.SECONDS);
					seeks++;
				}
			}
			assertThat(others).as("the other partition").isSorted().doesNotHaveDuplicates();
			assertThat(reader.counters().replays()).isPositive();
			assertThat(reader.status().reconnects()).isZero();
		}
		written.get(20, TimeUnit.SECONDS);
		assertThat(seeks).isEqualTo(30);
	}

	@Test
	void aPartitionWhoseHandlerIsSlowDoesNotStarveTheOther() throws Exception {
		String large = "x".repeat(1000);
		try (TopicWriter<String> slow = writer(0)) {
			for (int i = 0; i < 2000; i++) {
				slow.send(large);
			}
		}
		CountDownLatch blocked = new CountDownLatch(1);
		CompletableFuture<Void> release = new CompletableFuture<>();
		Map<Long, AtomicLong> handled = new ConcurrentHashMap<>();
		List<Long> slowOffsets = new ArrayList<>();
		ReaderSettings settings = ReaderSettings.builder()
			.topics("orders")
			.consumer("billing")
			.bufferMaxBytes(256 * 1024)
			.batchMaxMessages(50)
			.slowPartitionAfter(Duration.ofMillis(200))
			.build();
		try (TopicSubscription subscription = this.client.subscribe(settings, Deserializer.string(), (batch) -> {
			handled.computeIfAbsent(batch.session().partitionId(), (id) -> new AtomicLong()).addAndGet(batch.size());
			if (batch.session().partitionId() == 0) {
				batch.forEach((message) -> slowOffsets.add(message.offset()));
				blocked.countDown();
				return release;
			}
			return batch.commit();
		})) {
			assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
			try (TopicWriter<String> quick = writer(1)) {
				for (int i = 0; i < 1000; i++) {
					quick.send(large);
				}
			}
			await().atMost(LIMIT).until(() -> handled.containsKey(1L) && handled.get(1L).get() == 1000);
			assertThat(handled.get(0L)).as("it is still in its first batch").hasValueLessThanOrEqualTo(50);
			release.complete(null);
			await().atMost(LIMIT).until(() -> handled.get(0L).get() == 2000);
			assertThat(subscription.counters().replays()).isEqualTo(1);
		}
		assertThat(slowOffsets).isSorted().doesNotHaveDuplicates().hasSize(2000);
	}

}
