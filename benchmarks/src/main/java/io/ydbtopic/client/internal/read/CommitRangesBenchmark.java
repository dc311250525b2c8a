package io.ydbtopic.client.internal.read;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A commit of one message: in the order of offsets, in any order within a thousand, and
 * with every other one missing until half are in, which makes the most ranges.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class CommitRangesBenchmark {

	private static final int COMMITS = 1000;

	/** In which order the messages of a window are committed. */
	@Param({ "in order", "shuffled", "every other first" })
	private String order = "";

	private int[] places = new int[0];

	private final CommitRanges ranges = new CommitRanges(0);

	private long base;

	@Setup
	public void choose() {
		List<Integer> places = IntStream.range(0, COMMITS).boxed().collect(Collectors.toList());
		if (this.order.equals("shuffled")) {
			Collections.shuffle(places, new Random(7));
		}
		else if (this.order.equals("every other first")) {
			places.sort((left, right) -> Integer.compare((left + 1) % 2, (right + 1) % 2));
		}
		this.places = places.stream().mapToInt(Integer::intValue).toArray();
	}

	@Benchmark
	@OperationsPerInvocation(COMMITS)
	public long commits() {
		for (int place : this.places) {
			this.ranges.add(this.base + place, this.base + place + 1);
		}
		this.base += COMMITS;
		if (this.ranges.takeRequest() != this.base) {
			throw new IllegalStateException("commits are missing");
		}
		return this.base;
	}

}
