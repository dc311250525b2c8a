package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
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
class SharedThreadsTest {

	private final AtomicInteger made = new AtomicInteger();

	private final SharedThreads threads = new SharedThreads(2, (task) -> {
		Thread thread = new SharedThreads.Member(task, "own-" + this.made.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	});

	private final JvmRuntime runtime = new JvmRuntime("shared-threads-test");

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.runtime.close();
	}

	@Test
	void anIdleThreadIsTakenBeforeANewOneIsMade() {
		for (int i = 0; i < 20; i++) {
			Thread worker = CompletableFuture.supplyAsync(Thread::currentThread, this.threads).join();
			await().atMost(Duration.ofSeconds(20)).until(() -> worker.getState() == Thread.State.WAITING);
		}
		assertThat(this.made).hasValue(1);
	}

	@Test
	void aTaskThatFindsAllAtWorkWaitsForOneOfThem() {
		CountDownLatch release = new CountDownLatch(1);
		List<CompletableFuture<Void>> atWork = IntStream.range(0, 2)
			.mapToObj((i) -> CompletableFuture.runAsync(() -> awaitLatch(release), this.threads))
			.toList();
		CompletableFuture<Void> third = CompletableFuture.runAsync(() -> {
		}, this.threads);
		assertThat(this.threads.getQueue()).hasSize(1);
		release.countDown();
		third.orTimeout(20, TimeUnit.SECONDS).join();
		assertThat(this.made).hasValue(2);
		atWork.forEach(CompletableFuture::join);
	}

	@Test
	void everyTaskRunsOnceWhoeverSubmitsIt() throws InterruptedException {
		int each = 20_000;
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
		await().atMost(Duration.ofSeconds(20)).until(() -> this.threads.getActiveCount() == 0);
		assertThat(ran).hasValue(4 * each);
	}

	@Test
	void afterTheEndTasksAreRefused() {
		this.threads.shutdown();
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
