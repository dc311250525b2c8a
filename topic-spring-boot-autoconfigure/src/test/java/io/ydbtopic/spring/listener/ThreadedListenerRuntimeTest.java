package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The threads that listeners run on.
 */
class ThreadedListenerRuntimeTest {

	@Test
	void threadsAreNamedAfterTheListenerAndKeepNoApplicationAlive() throws Exception {
		try (ThreadedListenerRuntime runtime = new ThreadedListenerRuntime(false, null)) {
			Thread thread = threadOf(runtime);
			assertThat(thread.getName()).isEqualTo("topic-billing-1");
			assertThat(thread.isDaemon()).isTrue();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads need Java 21")
	void virtualThreadsHaveTheSameNames() throws Exception {
		try (ThreadedListenerRuntime runtime = new ThreadedListenerRuntime(true, null)) {
			Thread thread = threadOf(runtime);
			assertThat(thread.toString()).contains("VirtualThread");
			assertThat(thread.getName()).startsWith("topic-billing-");
		}
	}

	@Test
	void anApplicationsDecoratorStandsAroundWhatListenersDo() throws Exception {
		CompletableFuture<String> inside = new CompletableFuture<>();
		ThreadLocal<String> tenant = new ThreadLocal<>();
		try (ThreadedListenerRuntime runtime = new ThreadedListenerRuntime(false, (task) -> () -> {
			tenant.set("acme");
			task.run();
		})) {
			runtime.newWorkers("topic-billing-", 1).execute(() -> inside.complete(tenant.get()));
			assertThat(inside.get(5, TimeUnit.SECONDS)).isEqualTo("acme");
		}
	}

	@Test
	void aTimerThatFailsDoesNotStopTheNext() throws Exception {
		CompletableFuture<Void> second = new CompletableFuture<>();
		try (ThreadedListenerRuntime runtime = new ThreadedListenerRuntime(false, null)) {
			runtime.schedule("first", Duration.ZERO, () -> {
				throw new IllegalStateException("a bug");
			});
			runtime.schedule("second", Duration.ofMillis(1), () -> second.complete(null));
			second.get(5, TimeUnit.SECONDS);
		}
	}

	private static Thread threadOf(ListenerRuntime runtime) throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		runtime.newWorkers("topic-billing-", 1).execute(() -> thread.complete(Thread.currentThread()));
		return thread.get(5, TimeUnit.SECONDS);
	}

}
