package io.ydbtopic.client.internal.read;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The credit of a response: it comes, is taken by the application, and is granted again.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class ReadBudgetBenchmark {

	private static final long RESPONSE_BYTES = 64 * 1024;

	private final ReadBudget budget = new ReadBudget(50L << 20);

	@Benchmark
	public long response() {
		long granted = this.budget.nextGrant();
		this.budget.receive(RESPONSE_BYTES);
		this.budget.release(RESPONSE_BYTES);
		return granted;
	}

}
