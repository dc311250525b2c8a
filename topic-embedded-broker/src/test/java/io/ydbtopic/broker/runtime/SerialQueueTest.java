package io.ydbtopic.broker.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SerialQueueTest {

	@Test
	void tasksRunInOrderAndNeverInsideExecute() {
		Queue<Runnable> executor = new ArrayDeque<>();
		SerialQueue queue = new SerialQueue("test", executor::add);
		List<Integer> ran = new ArrayList<>();
		queue.execute(() -> {
			queue.execute(() -> ran.add(3));
			ran.add(1);
		});
		queue.execute(() -> ran.add(2));
		assertThat(ran).isEmpty();
		while (!executor.isEmpty()) {
			executor.remove().run();
		}
		assertThat(ran).containsExactly(1, 2, 3);
	}

	@Test
	void aTaskThatThrowsDoesNotStopTheNext() {
		Queue<Runnable> executor = new ArrayDeque<>();
		SerialQueue queue = new SerialQueue("test", executor::add);
		List<Integer> ran = new ArrayList<>();
		queue.execute(() -> {
			throw new IllegalStateException("on purpose");
		});
		queue.execute(() -> ran.add(1));
		executor.remove().run();
		assertThat(ran).containsExactly(1);
	}

	@Test
	void itKnowsWhetherOneIsInside() {
		Queue<Runnable> executor = new ArrayDeque<>();
		SerialQueue queue = new SerialQueue("test", executor::add);
		assertThatIllegalStateException().isThrownBy(queue::assertInside);
		List<Integer> ran = new ArrayList<>();
		queue.execute(() -> {
			queue.assertInside();
			ran.add(1);
		});
		executor.remove().run();
		assertThat(ran).containsExactly(1);
		assertThatIllegalStateException().isThrownBy(queue::assertInside);
	}

	@Test
	void manyThreadsNeverOverlapInside() throws InterruptedException {
		ExecutorService pool = Executors.newFixedThreadPool(4);
		SerialQueue queue = new SerialQueue("test", pool);
		int[] count = new int[1];
		ExecutorService callers = Executors.newFixedThreadPool(4);
		for (int caller = 0; caller < 4; caller++) {
			callers.execute(() -> {
				for (int i = 0; i < 10_000; i++) {
					queue.execute(() -> count[0]++);
				}
			});
		}
		callers.shutdown();
		assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		org.awaitility.Awaitility.await().until(() -> {
			int[] seen = new int[1];
			java.util.concurrent.CountDownLatch latch = new java.util.concurrent.CountDownLatch(1);
			queue.execute(() -> {
				seen[0] = count[0];
				latch.countDown();
			});
			latch.await();
			return seen[0] == 40_000;
		});
		pool.shutdown();
	}

}
