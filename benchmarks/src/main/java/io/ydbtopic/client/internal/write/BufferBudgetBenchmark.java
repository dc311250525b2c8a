package io.ydbtopic.client.internal.write;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** A message's share of a writer's buffer: taken and given back while there is room. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class BufferBudgetBenchmark {

	private final BufferBudget budget = new BufferBudget(32L << 20);

	@Benchmark
	public boolean oneThread() {
		return takeAndRelease();
	}

	@Benchmark
	@Threads(2)
	public boolean twoThreads() {
		return takeAndRelease();
	}

	private boolean takeAndRelease() {
		boolean taken = this.budget.tryTake(260);
		if (taken) {
			this.budget.release(260);
		}
		return taken;
	}

}
