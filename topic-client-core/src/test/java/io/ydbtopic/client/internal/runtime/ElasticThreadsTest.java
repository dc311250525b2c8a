package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ElasticThreadsTest {

	private static final int MOST = 32;

	private final AtomicInteger made = new AtomicInteger();

	private final SharedThreads pool = new SharedThreads(MOST, (task) -> {
		Thread thread = new SharedThreads.Member(task, "own-" + this.made.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	});

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

	private final ElasticThreads threads = new ElasticThreads(this.pool, 2, MOST, this.timer);

	private final JvmRuntime runtime = new JvmRuntime("elastic-threads-test");

	@AfterEach
	void close() {
		this.timer.shutdownNow();
		this.pool.shutdownNow();
		this.runtime.close();
	}

	private List<CompletableFuture<Void>> block(int tasks, CountDownLatch release, CountDownLatch begun) {
		return IntStream.range(0, tasks).mapToObj((number) -> CompletableFuture.runAsync(() -> {
			begun.countDown();
			awaitLatch(release);
		}, this.threads)).toList();
	}

	@Test
	void tasksThatBlockGetAllThreadsThatThereMayBe() throws InterruptedException {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(MOST);
		List<CompletableFuture<Void>> all = block(MOST + 5, release, begun);
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.made).hasValue(MOST);
		release.countDown();
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).orTimeout(20, TimeUnit.SECONDS).join();
	}

	@Test
	void aTaskThatWaitsForALaterOneIsNotWaitedForByIt() {
		List<CompletableFuture<Void>> later = new ArrayList<>();
		List<CompletableFuture<Void>> first = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			CompletableFuture<Void> result = new CompletableFuture<>();
			first.add(CompletableFuture.runAsync(result::join, this.threads));
			later.add(result);
		}
		later.forEach((result) -> this.threads.execute(() -> result.complete(null)));
		CompletableFuture.allOf(first.toArray(CompletableFuture[]::new)).orTimeout(20, TimeUnit.SECONDS).join();
	}

	@Test
	void everyTaskRunsOnceWhoeverSubmitsIt() throws InterruptedException {
		int each = 50_000;
		AtomicInteger ran = new AtomicInteger();
		List<Thread> submitters = IntStream.range(0, 4).mapToObj((number) -> new Thread(() -> {
			for (int i = 0; i < each; i++) {
				this.threads.execute(ran::incrementAndGet);
			}
		})).toList();
		submitters.forEach(Thread::start);
		for (Thread submitter : submitters) {
			submitter.join();
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> ran.get() >= 4 * each);
		await().atMost(Duration.ofSeconds(20)).until(() -> this.pool.getActiveCount() == 0);
		assertThat(ran).hasValue(4 * each);
	}

	@Test
	void afterTasksThatBlockedQuickOnesAreDoneByAFewThreadsAgain() throws InterruptedException {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(MOST);
		List<CompletableFuture<Void>> all = block(MOST, release, begun);
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		release.countDown();
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).orTimeout(20, TimeUnit.SECONDS).join();
		await().atMost(Duration.ofSeconds(20)).until(() -> {
			CountDownLatch left = new CountDownLatch(2_000);
			for (int i = 0; i < 2_000; i++) {
				this.threads.execute(left::countDown);
			}
			return left.await(10, TimeUnit.SECONDS) && this.threads.allowed() == 2;
		});
	}

	@Test
	void aTaskThatThrowsOrIsInterruptedLeavesNothingToTheNext() {
		CompletableFuture<Thread> failing = new CompletableFuture<>();
		this.threads.execute(() -> {
			Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> failing.complete(thread));
			Thread.currentThread().interrupt();
			throw new IllegalStateException("boom");
		});
		failing.orTimeout(20, TimeUnit.SECONDS).join();
		for (int i = 0; i < 100; i++) {
			assertThat(CompletableFuture.supplyAsync(() -> Thread.currentThread().isInterrupted(), this.threads)
				.orTimeout(20, TimeUnit.SECONDS)
				.join()).isFalse();
		}
	}

	@Test
	void aCloseLetsAllWorkThatWaits() throws InterruptedException {
		CountDownLatch release = new CountDownLatch(1);
		this.timer.shutdownNow();
		CountDownLatch begun = new CountDownLatch(8);
		List<CompletableFuture<Void>> all = block(8, release, begun);
		await().until(() -> begun.getCount() == 6);
		this.threads.close();
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		release.countDown();
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).orTimeout(20, TimeUnit.SECONDS).join();
	}

	@Test
	void aSecondCloseLeavesWhatWaitsToThoseAtWork() throws InterruptedException {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(2);
		List<CompletableFuture<Void>> all = block(5, release, begun);
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		this.pool.shutdown();
		this.threads.close();
		this.threads.close();
		release.countDown();
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).orTimeout(20, TimeUnit.SECONDS).join();
	}

	@Test
	void afterTheEndTasksAreRefused() {
		this.threads.close();
		this.pool.shutdown();
		assertThatThrownBy(() -> this.threads.execute(() -> {
		})).isInstanceOf(RejectedExecutionException.class);
	}

	@Test
	void aThreadIsNamedAfterTheQueueAndForOtherTasksItself() {
		CompletableFuture<String> named = new CompletableFuture<>();
		new QueueLoop("orders-1", this.threads, this.runtime)
			.execute(() -> named.complete(Thread.currentThread().getName()));
		assertThat(named.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("orders-1");
		assertThat(CompletableFuture.supplyAsync(() -> Thread.currentThread().getName(), this.threads).join())
			.startsWith("own-");
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
