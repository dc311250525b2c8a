package io.ydbtopic.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Runs several seeds at a time, each in one thread and in a world of its own, and hands
 * their results over in the order of the seeds. Not thread-safe.
 */
final class SideBySide {

	/** What is done ahead of a seed that takes long waits for it. */
	private static final int AHEAD = 8;

	private final int threads;

	SideBySide(int threads) {
		this.threads = threads;
	}

	/**
	 * Runs seeds.
	 * @param run makes the result of a seed; called in any of the threads
	 * @param next takes the results in the calling thread; false for no more
	 */
	<T> void run(long firstSeed, int seeds, LongFunction<T> run, Predicate<T> next) {
		ExecutorService pool = Executors.newFixedThreadPool(this.threads);
		Deque<Future<T>> begun = new ArrayDeque<>();
		try {
			int submitted = 0;
			for (int taken = 0; taken < seeds; taken++) {
				while (submitted < seeds && submitted < taken + this.threads * AHEAD) {
					long seed = firstSeed + submitted++;
					begun.add(pool.submit(() -> run.apply(seed)));
				}
				if (!next.test(begun.remove().get())) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while seeds run", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("a seed could not be run", ex.getCause());
		}
		finally {
			begun.forEach((each) -> each.cancel(false));
			pool.shutdown();
		}
	}

}
