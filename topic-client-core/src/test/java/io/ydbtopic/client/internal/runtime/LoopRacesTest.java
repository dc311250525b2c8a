package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.ydbtopic.client.internal.runtime.Together.PATIENCE;
import static io.ydbtopic.client.internal.runtime.Together.ROUNDS;
import static io.ydbtopic.client.internal.runtime.Together.THREADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What many threads ask of a loop that runs out of tasks again and again. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class LoopRacesTest {

	private static final int TASKS = 50;

	private final JvmRuntime runtime = new JvmRuntime("races");

	private final Together together = new Together();

	@AfterEach
	void close() {
		this.together.close();
		this.runtime.close();
	}

	@Test
	void eachTaskRunsOnceAndAloneAndKnowsItsLoop() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			SerialLoop loop = this.runtime.newLoop("races");
			AtomicInteger inside = new AtomicInteger();
			AtomicInteger done = new AtomicInteger();
			AtomicInteger strangers = new AtomicInteger();
			AtomicInteger crowds = new AtomicInteger();
			this.together.run((thread) -> {
				for (int i = 0; i < TASKS; i++) {
					Runnable task = () -> {
						if (inside.incrementAndGet() > 1) {
							crowds.incrementAndGet();
						}
						if (!loop.inLoop()) {
							strangers.incrementAndGet();
						}
						inside.decrementAndGet();
						done.incrementAndGet();
					};
					if (i % 3 == 0) {
						loop.executeShort(task);
					}
					else {
						loop.execute(task);
					}
				}
			});
			await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.atMost(PATIENCE)
				.until(() -> done.get() == THREADS * TASKS);
			assertThat(strangers).as("tasks that did not know their loop").hasValue(0);
			assertThat(crowds).as("tasks that ran beside another").hasValue(0);
		}
	}

}
