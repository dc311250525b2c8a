package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.internal.retry.BackoffPolicy;
import io.ydbtopic.client.internal.runtime.JvmRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Together;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.ydbtopic.client.internal.runtime.Together.PATIENCE;
import static io.ydbtopic.client.internal.runtime.Together.ROUNDS;
import static io.ydbtopic.client.internal.runtime.Together.THREADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What many threads touch of a writer, by many threads at once.
 * {@code -Draces.rounds=100000} runs it for longer; {@code topic-client-core/races} does.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class WriterRacesTest {

	private final JvmRuntime runtime = new JvmRuntime("races");

	private final Together together = new Together();

	@AfterEach
	void close() {
		this.together.close();
		this.runtime.close();
	}

	private static OutboxEntry entry(int thread, int number) {
		return new OutboxEntry(new byte[] { (byte) thread, (byte) number }, 0, 0, null, null);
	}

	@Test
	void entriesOfManyThreadsAllReachTheLoopInTheOrderOfEach() throws Exception {
		int each = 8;
		SerialLoop loop = this.runtime.newLoop("races");
		for (int round = 0; round < ROUNDS; round++) {
			List<OutboxEntry> taken = new ArrayList<>();
			AtomicInteger count = new AtomicInteger();
			Incoming[] incoming = new Incoming[1];
			incoming[0] = new Incoming(loop, new WriterMeters(), () -> incoming[0].take((entry) -> {
				taken.add(entry);
				count.incrementAndGet();
			}));
			this.together.run((thread) -> {
				for (int number = 0; number < each; number++) {
					incoming[0].add(entry(thread, number), number % 2 == 0);
				}
			});
			await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.atMost(PATIENCE)
				.until(() -> count.get() == THREADS * each);
			Map<Byte, Byte> last = new HashMap<>();
			for (OutboxEntry entry : taken) {
				Byte before = last.put(entry.payload[0], entry.payload[1]);
				assertThat((int) entry.payload[1]).isEqualTo((before == null) ? 0 : before + 1);
				assertThat(entry.before()).as("links to no other").isNull();
			}
		}
	}

	@Test
	void theBufferIsNeverOverdrawnAndNobodyWaitsWhileThereIsRoom() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			BufferBudget budget = new BufferBudget(2);
			AtomicInteger inside = new AtomicInteger();
			this.together.run((thread) -> {
				for (int i = 0; i < 4; i++) {
					if (!budget.tryTake(1)) {
						CompletableFuture<Void> turn = budget.take(1);
						if (thread == 0 && budget.cancel(turn)) {
							continue;
						}
						turn.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
					}
					assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(2);
					inside.decrementAndGet();
					budget.release(1);
				}
			});
			assertThat(budget.used()).isZero();
			assertThat(budget.isAwaited()).isFalse();
		}
	}

	@Test
	void whoWaitsForRoomWhenTheEndComesIsWoken() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			BufferBudget budget = new BufferBudget(1);
			budget.tryTake(1);
			this.together.run((thread) -> {
				if (thread == 0) {
					budget.end(new IllegalStateException("over"));
				}
				else {
					assertThat(budget.take(1)).failsWithin(PATIENCE);
				}
			});
		}
	}

	@Test
	void whatThreadsWriteWhileAStreamBreaksAndTheWriterClosesHasOneOutcome() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			Random chance = new Random(round);
			FakeWriteServer server = new FakeWriteServer();
			server.cutAfterStoring = chance.nextInt(4) - 1;
			DefaultTopicWriter<String> writer = writer(server);
			writer.start();
			Map<String, CompletableFuture<WriteAck>> acks = new ConcurrentHashMap<>();
			AtomicReference<CompletableFuture<WriterCloseReport>> closed = new AtomicReference<>();
			int writesBeforeClose = chance.nextInt(12);
			Duration deadline = Duration.ofMillis(chance.nextInt(3));
			this.together.run((thread) -> {
				if (thread == 0) {
					while (acks.size() < writesBeforeClose) {
						Thread.onSpinWait();
					}
					closed.set(writer.closeAsync(deadline));
					return;
				}
				try {
					for (int number = 0; number < 8; number++) {
						String text = thread + "-" + number;
						acks.put(text, writer.write(OutgoingMessage.of(text)));
					}
				}
				catch (TopicClosedException ex) {
					assertThat(acks.size()).as("writes before the close").isGreaterThanOrEqualTo(writesBeforeClose);
				}
			});
			WriterCloseReport report = closed.get().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			long failed = 0;
			for (Map.Entry<String, CompletableFuture<WriteAck>> ack : acks.entrySet()) {
				assertThat(ack.getValue().handle((done, error) -> "over")).as("has an outcome")
					.succeedsWithin(PATIENCE);
				if (ack.getValue().isCompletedExceptionally()) {
					failed++;
					if (report.undelivered() == 0) {
						assertThat(server.texts()).as("came too late").doesNotContain(ack.getKey());
					}
				}
				else {
					assertThat(server.texts()).contains(ack.getKey());
				}
			}
			// A thread may meet the end of the close with one message in its hand.
			assertThat(failed - report.undelivered()).isBetween(0L, THREADS - 1L);
			assertThat(server.texts()).doesNotHaveDuplicates();
			assertThat(server.transport().openCalls()).isZero();
			for (int thread = 1; thread < THREADS; thread++) {
				String prefix = thread + "-";
				assertThat(server.texts().stream().filter((text) -> text.startsWith(prefix))).isSorted();
			}
		}
	}

	private DefaultTopicWriter<String> writer(FakeWriteServer server) {
		WriterSettings settings = WriterSettings.builder("orders").producerId("shop").build();
		return new DefaultTopicWriter<>("c/w1", this.runtime,
				new StreamOptions(settings.handshakeTimeout(), StreamOptions.CLOSE_GRACE, TokenProvider.anonymous(),
						Duration.ZERO),
				new BackoffPolicy(settings.retry(), this.runtime), new OverTheWire(server.transport()), settings,
				settings.producerId(), Serializer.string(),
				new StreamStatusTracker("c/w1", StreamStatus.Kind.WRITER, settings.name(), List.of("orders"),
						this.runtime, this.runtime.newUserQueue("events"), new StreamEventListener() {
						}));
	}

}
