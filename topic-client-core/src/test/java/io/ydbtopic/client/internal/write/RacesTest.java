package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.ydbtopic.client.internal.runtime.JvmRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The objects that many threads touch, by many threads at once, from a common start so
 * that they meet. {@code -Draces.rounds=100000} runs it for longer;
 * {@code topic-client-core/races} does.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class RacesTest {

	private static final int ROUNDS = Integer.getInteger("races.rounds", 200);

	private static final int THREADS = 4;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final JvmRuntime runtime = new JvmRuntime("races");

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.runtime.close();
	}

	/** Runs a body in all threads at once, and waits for its end. */
	private void together(Body body) throws Exception {
		CyclicBarrier start = new CyclicBarrier(THREADS);
		List<Future<?>> ends = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int thread = i;
			ends.add(this.threads.submit(() -> {
				start.await();
				body.run(thread);
				return null;
			}));
		}
		for (Future<?> end : ends) {
			end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
	}

	private static OutboxEntry entry(int thread, int number) {
		return new OutboxEntry(new byte[] { (byte) thread, (byte) number }, 0, 0, List.of(), 0, null);
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
			together((thread) -> {
				for (int number = 0; number < each; number++) {
					incoming[0].add(entry(thread, number));
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
				assertThat(entry.before).as("links to no other").isNull();
			}
		}
	}

	@Test
	void theBufferIsNeverOverdrawnAndNobodyWaitsWhileThereIsRoom() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			BufferBudget budget = new BufferBudget(2);
			AtomicInteger inside = new AtomicInteger();
			together((thread) -> {
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
			together((thread) -> {
				if (thread == 0) {
					budget.end(new IllegalStateException("over"));
				}
				else {
					assertThat(budget.take(1)).failsWithin(PATIENCE);
				}
			});
		}
	}

	private interface Body {

		void run(int thread) throws Exception;

	}

}
