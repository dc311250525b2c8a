package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that do something at the same time, from a common start so that they meet. */
public final class Together implements AutoCloseable {

	/** How often the tests do so; more by {@code -Draces.rounds}. */
	public static final int ROUNDS = Integer.getInteger("races.rounds", 200);

	/** How many there are. */
	public static final int THREADS = 4;

	/** After this, what has not ended has no end. */
	public static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	/** Runs a body in all threads at once, and waits for its end. */
	public void run(Body body) throws Exception {
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

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/** What each of them does, by its number. */
	public interface Body {

		void run(int thread) throws Exception;

	}

}
