package io.ydbtopic.client.internal.write;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BufferBudgetTest {

	@Test
	void theFirstToWaitIsTheFirstServed() {
		BufferBudget budget = new BufferBudget(100);
		assertThat(budget.tryTake(80)).isTrue();
		CompletableFuture<Void> large = budget.take(60);
		CompletableFuture<Void> small = budget.take(10);
		assertThat(small).as("there would be room, but another waits").isNotDone();
		assertThat(budget.tryTake(1)).isFalse();
		budget.release(80);
		assertThat(large).isCompleted();
		assertThat(small).isCompleted();
		assertThat(budget.used()).isEqualTo(70);
	}

	@Test
	void whoeverGivesUpLetsTheNextOneIn() {
		BufferBudget budget = new BufferBudget(100);
		budget.tryTake(80);
		CompletableFuture<Void> large = budget.take(60);
		CompletableFuture<Void> small = budget.take(20);
		assertThat(budget.cancel(large)).isTrue();
		assertThat(small).isCompleted();
		assertThat(budget.cancel(small)).as("served already").isFalse();
	}

	@Test
	void theEndWakesAllWhoWaitAndWillWait() {
		BufferBudget budget = new BufferBudget(10);
		budget.tryTake(10);
		CompletableFuture<Void> waiting = budget.take(1);
		budget.end(new IllegalStateException("over"));
		assertThat(waiting).isCompletedExceptionally();
		assertThat(budget.take(1)).isCompletedExceptionally();
	}

	@Test
	void givingBackMoreThanWasTakenIsNoticed() {
		BufferBudget budget = new BufferBudget(10);
		budget.tryTake(5);
		assertThatThrownBy(() -> budget.release(6)).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void underManyThreadsTheLimitHoldsAndNobodyIsForgotten() throws Exception {
		long limit = 1000;
		BufferBudget budget = new BufferBudget(limit);
		AtomicLong held = new AtomicLong();
		AtomicLong most = new AtomicLong();
		int threads = 8;
		CountDownLatch done = new CountDownLatch(threads);
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		for (int thread = 0; thread < threads; thread++) {
			pool.execute(() -> {
				for (int i = 0; i < 20_000; i++) {
					long bytes = 1 + ThreadLocalRandom.current().nextInt(400);
					if (!budget.tryTake(bytes)) {
						budget.take(bytes).join();
					}
					most.accumulateAndGet(held.addAndGet(bytes), Math::max);
					held.addAndGet(-bytes);
					budget.release(bytes);
				}
				done.countDown();
			});
		}
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		pool.shutdown();
		assertThat(most.get()).isLessThanOrEqualTo(limit);
		assertThat(budget.used()).isZero();
	}

}
