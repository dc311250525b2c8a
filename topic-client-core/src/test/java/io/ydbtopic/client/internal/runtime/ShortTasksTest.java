package io.ydbtopic.client.internal.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which thread a loop takes for a task that is too short to wake one. */
class ShortTasksTest {

	private static final long PATIENCE_SECONDS = 20;

	private final JvmRuntime runtime = new JvmRuntime("short");

	private final SerialLoop loop = this.runtime.newLoop("loop");

	private final List<String> order = new ArrayList<>();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void anIdleLoopTakesTheCallingThread() {
		Thread[] ran = new Thread[1];
		boolean[] inLoop = new boolean[1];
		this.loop.executeShort(() -> {
			ran[0] = Thread.currentThread();
			inLoop[0] = this.loop.inLoop();
		});
		assertThat(ran[0]).isSameAs(Thread.currentThread());
		assertThat(inLoop[0]).isTrue();
		assertThat(this.loop.inLoop()).isFalse();
	}

	@Test
	void aBusyLoopTakesItInItsTurnAndOnAThreadOfItsOwn() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch held = new CountDownLatch(1);
		CompletableFuture<Thread> ran = new CompletableFuture<>();
		this.loop.execute(() -> {
			entered.countDown();
			awaitQuietly(held);
			this.order.add("before");
		});
		assertThat(entered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
		this.loop.executeShort(() -> {
			this.order.add("short");
			ran.complete(Thread.currentThread());
		});
		assertThat(ran).isNotDone();
		held.countDown();
		assertThat(ran.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
		assertThat(this.order).containsExactly("before", "short");
	}

	@Test
	void itNeverRunsWithinAnotherTaskOfItsLoop() throws Exception {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.loop.executeShort(() -> {
			this.loop.executeShort(() -> {
				this.order.add("inner");
				done.complete(null);
			});
			this.order.add("outer");
		});
		done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		assertThat(this.order).containsExactly("outer", "inner");
	}

	@Test
	void whatComesMeanwhileDoesNotKeepTheCallingThread() throws Exception {
		CompletableFuture<Thread> ran = new CompletableFuture<>();
		this.loop.executeShort(() -> this.loop.execute(() -> ran.complete(Thread.currentThread())));
		assertThat(ran.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
	}

	@Test
	void oneThatFailsNeitherReachesTheCallerNorStopsTheLoop() {
		this.loop.executeShort(() -> {
			throw new IllegalStateException("on purpose");
		});
		this.loop.executeShort(() -> this.order.add("after"));
		assertThat(this.order).containsExactly("after");
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
