package io.ydbtopic.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.proto.common.StatusIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class ExactlyOnceTest {

	private static final Logger logger = LoggerFactory.getLogger("counts");

	private static final Duration LONG = Duration.ofSeconds(10);

	private static final int MESSAGES = 20_000;

	private static final int PARTITIONS = 4;

	private static EmbeddedBroker broker() {
		return EmbeddedBroker.start(BrokerOptions.builder()
			.topic("source:" + PARTITIONS + ":mover")
			.topic("target:" + PARTITIONS + ":audit")
			.build());
	}

	private static void fill(EmbeddedBroker broker, int messages) {
		try (TopicClient client = TopicClient.connect(broker.connectionString());
				KeyedTopicWriter<String> writer = client.keyedWriter(KeyedWriterSettings.of("source"),
						Serializer.string())) {
			for (int i = 0; i < messages; i++) {
				writer.send("key-" + i, "m" + i);
			}
		}
	}

	/** How often each message is in the target. */
	private static Map<String, Integer> target(EmbeddedBroker broker) {
		Map<String, Integer> counts = new HashMap<>();
		for (int partition = 0; partition < PARTITIONS; partition++) {
			broker.records("target", partition)
				.forEach((record) -> counts.merge(record.data().toStringUtf8(), 1, Integer::sum));
		}
		return counts;
	}

	private static long committed(EmbeddedBroker broker) {
		long sum = 0;
		for (int partition = 0; partition < PARTITIONS; partition++) {
			sum += broker.committedOffset("source", partition, "mover");
		}
		return sum;
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void competingProcessorsThatAreKilledMoveEachMessageOnce(long seed) {
		try (EmbeddedBroker broker = broker()) {
			fill(broker, MESSAGES);
			long begun = System.nanoTime();
			AtomicBoolean done = new AtomicBoolean();
			List<Mover> movers = List.of(new Mover(broker, seed, done), new Mover(broker, seed + 100, done));
			List<CompletableFuture<Void>> ends = movers.stream().map(CompletableFuture::runAsync).toList();
			Random chance = new Random(seed);
			long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
			while (committed(broker) < MESSAGES && System.nanoTime() < deadline
					&& ends.stream().noneMatch(CompletableFuture::isDone)) {
				misfortune(broker, movers, chance);
			}
			done.set(true);
			ends.forEach(CompletableFuture::join);
			Map<String, Integer> counts = target(broker);
			logger.info("seed {}: {} messages in {} ms; {} lives, {} transactions in vain", seed, counts.size(),
					(System.nanoTime() - begun) / 1_000_000,
					movers.stream().mapToInt((mover) -> mover.lives.get()).sum(),
					movers.stream().mapToInt((mover) -> mover.inVain.get()).sum());
			assertThat(committed(broker)).isEqualTo(MESSAGES);
			assertThat(counts).hasSize(MESSAGES);
			assertThat(counts.values()).as("how often each message is there").containsOnly(1);
			assertThat(movers).allMatch((mover) -> mover.lives.get() > 1);
		}
	}

	/** Comes after some progress, so that each finds the processors at work. */
	private static void misfortune(EmbeddedBroker broker, List<Mover> movers, Random chance) {
		long next = committed(broker) + 200 + chance.nextInt(800);
		long patience = System.nanoTime() + Duration.ofSeconds(2).toNanos();
		while (committed(broker) < Math.min(next, MESSAGES) && System.nanoTime() < patience) {
			Thread.onSpinWait();
		}
		switch (chance.nextInt(6)) {
			case 0 -> broker.faults().cutStreams();
			case 1 -> broker.faults().failCommits(1, StatusIds.StatusCode.ABORTED);
			case 2 -> broker.faults().loseCommitAnswers(1);
			case 3 -> broker.faults().endQuerySessions();
			default -> movers.get(chance.nextInt(movers.size())).kill();
		}
	}

	/** A process that is started again whenever it is killed. */
	private static final class Mover implements Runnable {

		private final EmbeddedBroker broker;

		private final Random chance;

		private final AtomicBoolean done;

		private final AtomicInteger lives = new AtomicInteger();

		private final AtomicInteger inVain = new AtomicInteger();

		private volatile TopicClient client;

		Mover(EmbeddedBroker broker, long seed, AtomicBoolean done) {
			this.broker = broker;
			this.chance = new Random(seed);
			this.done = done;
		}

		void kill() {
			TopicClient victim = this.client;
			if (victim != null) {
				victim.closeAsync(Duration.ZERO);
			}
		}

		@Override
		public void run() {
			while (!this.done.get()) {
				this.lives.incrementAndGet();
				TopicClient born = TopicClient.connect(this.broker.connectionString());
				this.client = born;
				try {
					live(born);
				}
				catch (RuntimeException ex) {
					logger.debug("killed", ex);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				finally {
					born.closeAsync(Duration.ZERO).handle((closed, error) -> null).join();
				}
			}
		}

		private void live(TopicClient own) throws InterruptedException {
			TopicWriter<String> target = own.writer(WriterSettings.of("target"), Serializer.string());
			TopicReader<String> reader = own.reader(
					ReaderSettings.builder().topics("source").consumer("mover").batchMaxMessages(300).build(),
					Deserializer.string());
			ExactlyOnce<String> processor = own.exactlyOnce(reader);
			while (!this.done.get()) {
				int[] attempts = { 0 };
				processor.process(Duration.ofMillis(200), (batch, transaction) -> {
					attempts[0]++;
					for (ReceivedMessage<String> message : batch) {
						transaction.write(target, message.value());
					}
					if (this.chance.nextInt(20) == 0) {
						own.closeAsync(Duration.ZERO);
					}
				});
				this.inVain.addAndGet(Math.max(0, attempts[0] - 1));
			}
		}

	}

	@Test
	void whatTheHandlerThrowsRollsBackAndTheMessagesComeAgain() throws Exception {
		try (EmbeddedBroker broker = broker(); TopicClient client = TopicClient.connect(broker.connectionString())) {
			fill(broker, 10);
			TopicWriter<String> target = client.writer(WriterSettings.of("target"), Serializer.string());
			TopicReader<String> reader = client.reader(ReaderSettings.of("mover", "source"), Deserializer.string());
			ExactlyOnce<String> processor = client.exactlyOnce(reader);
			assertThatIllegalStateException().isThrownBy(() -> processor.process(LONG, (batch, transaction) -> {
				transaction.write(target, "half").join();
				throw new IllegalStateException("can't");
			})).withMessage("can't");
			assertThatExceptionOfType(TransactionFailedException.class)
				.isThrownBy(() -> processor.process(LONG, (batch, transaction) -> {
					throw new java.io.IOException("checked");
				}))
				.withRootCauseInstanceOf(java.io.IOException.class);
			List<String> moved = new ArrayList<>();
			while (moved.size() < 10) {
				int count = processor.process(LONG, (batch, transaction) -> {
					for (ReceivedMessage<String> message : batch) {
						transaction.write(target, message.value());
						moved.add(message.value());
					}
				});
				assertThat(count).isPositive();
			}
			assertThat(target(broker)).hasSize(10).doesNotContainKey("half");
			assertThat(processor.process(Duration.ofMillis(10), (batch, transaction) -> {
			})).as("nothing left").isZero();
		}
	}

	@Test
	void aFailureThatDoesNotPassIsThrownAndOneThatGoesOnEndsWithTheTime() throws Exception {
		try (EmbeddedBroker broker = broker(); TopicClient client = TopicClient.connect(broker.connectionString())) {
			fill(broker, 10);
			TopicReader<String> reader = client.reader(ReaderSettings.of("mover", "source"), Deserializer.string());
			ExactlyOnce<String> processor = client.exactlyOnce(reader);
			broker.faults().failCommits(1, StatusIds.StatusCode.SCHEME_ERROR);
			assertThatExceptionOfType(TransactionFailedException.class)
				.isThrownBy(() -> processor.process(LONG, (batch, transaction) -> {
				}))
				.satisfies((failure) -> assertThat(failure.status()).isEqualTo(StatusCode.SCHEME_ERROR));
			broker.faults().failCommits(1_000, StatusIds.StatusCode.ABORTED);
			assertThatExceptionOfType(TransactionFailedException.class)
				.isThrownBy(() -> processor.process(Duration.ofMillis(300), (batch, transaction) -> {
				}))
				.satisfies((failure) -> assertThat(failure.status()).isEqualTo(StatusCode.ABORTED));
			broker.faults().clear();
			assertThat(processor.process(LONG, (batch, transaction) -> {
			})).isPositive();
		}
	}

}
