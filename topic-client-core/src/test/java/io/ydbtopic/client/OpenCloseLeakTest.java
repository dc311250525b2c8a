package io.ydbtopic.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.internal.read.ReaderHarness;
import io.ydbtopic.client.internal.write.WriterHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Writers and readers that come and go in masses, some while connecting, leave nothing.
 */
@Timeout(60)
class OpenCloseLeakTest {

	private static final int EACH = 5_000;

	private static final Duration LONG = Duration.ofSeconds(30);

	@Test
	void fiveThousandWritersLeaveNoCallNoTimerAndNoBuffer() {
		for (int seed = 0; seed < EACH; seed++) {
			Random chance = new Random(seed);
			WriterHarness harness = new WriterHarness(seed);
			harness.server.away = chance.nextInt(10) == 0;
			harness.server.answersHandshake = chance.nextInt(10) > 0;
			harness.server.acknowledges = chance.nextInt(4) > 0;
			if (chance.nextInt(20) > 0) {
				harness.writer.start();
			}
			List<CompletableFuture<WriteAck>> acks = harness.write(0, chance.nextInt(4));
			runSteps(harness, chance.nextInt(30));
			if (chance.nextBoolean() && !harness.server.transport().calls().isEmpty()) {
				harness.server.transport().last().breakDown();
			}
			CompletableFuture<WriterCloseReport> closed = harness.writer
				.closeAsync(Duration.ofMillis(chance.nextInt(3) * 500));
			harness.runtime.advance(LONG);
			assertThat(closed).as("seed %d: closed", seed).isDone();
			assertThat(acks).as("seed %d: futures", seed).allMatch(CompletableFuture::isDone);
			assertThat(harness.server.transport().openCalls()).as("seed %d: calls", seed).isZero();
			assertThat(harness.runtime.pendingTimers()).as("seed %d: timers", seed).isEmpty();
			assertThat(harness.writer.counters().bufferedBytes()).as("seed %d: buffer", seed).isZero();
		}
	}

	private static void runSteps(WriterHarness harness, int count) {
		int[] steps = { 0 };
		harness.runtime.runUntil(() -> steps[0]++ >= count, Duration.ofMillis(1));
	}

	@Test
	void fiveThousandReadersLeaveNoCallNoTimerAndNoBuffer() {
		for (int seed = 0; seed < EACH; seed++) {
			Random chance = new Random(seed);
			ReaderHarness harness = ReaderHarness.reader(seed);
			if (chance.nextInt(5) > 0) {
				harness.server.start(1, 0, 0);
				harness.server.data(1, 0, 1 + chance.nextInt(5));
			}
			if (chance.nextBoolean()) {
				harness.settle();
			}
			switch (chance.nextInt(4)) {
				case 0 -> harness.server.transport().last().breakDown();
				case 1 -> harness.reader.receiveBatchAsync();
				case 2 -> harness.server.stop(1, chance.nextBoolean(), 0);
				default -> harness.settle();
			}
			CompletableFuture<Void> closed = harness.reader.closeAsync(Duration.ofMillis(chance.nextInt(3) * 500));
			harness.runtime.advance(LONG);
			assertThat(closed).as("seed %d: closed", seed).isDone();
			assertThat(harness.server.transport().openCalls()).as("seed %d: calls", seed).isZero();
			assertThat(harness.runtime.pendingTimers()).as("seed %d: timers", seed).isEmpty();
			assertThat(harness.reader.counters().bufferedBytes()).as("seed %d: buffer", seed).isZero();
		}
	}

	@Test
	void overTheRealWireNeitherStreamNorThreadIsLeft() {
		Set<String> before = threads();
		try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder().topic("orders:2:billing").build())) {
			try (TopicClient client = TopicClient.connect(broker.connectionString())) {
				Random chance = new Random(1);
				List<CompletableFuture<?>> ends = new ArrayList<>();
				for (int i = 0; i < 150; i++) {
					TopicWriter<String> writer = client.writer(WriterSettings.of("orders"), Serializer.string());
					TopicReader<String> reader = client.reader(ReaderSettings.of("billing", "orders"),
							Deserializer.string());
					if (chance.nextInt(3) == 0) {
						writer.ready().join();
					}
					if (chance.nextInt(3) == 0) {
						writer.write("m" + i);
					}
					ends.add(writer.closeAsync(Duration.ofSeconds(5)));
					ends.add(reader.closeAsync(Duration.ofSeconds(5)));
				}
				assertThat(threads()).as("they are found while there are some").isNotEmpty();
				ends.forEach(CompletableFuture::join);
				await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(client.streams()).isEmpty());
			}
		}
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
			Set<String> left = threads();
			left.removeAll(before);
			assertThat(left).as("threads of clients that are closed").isEmpty();
		});
	}

	/** Threads of clients, which are named after them. */
	private static Set<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("topic-client"))
			.collect(Collectors.toSet());
	}

}
