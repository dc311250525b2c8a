package io.ydbtopic.client.internal.write;

import java.util.List;
import java.util.concurrent.TimeUnit;

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
 * A message through the outbox: in, sent, acknowledged, while others wait behind.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class OutboxBenchmark {

	private static final int BATCH = 1000;

	private final Outbox outbox = new Outbox();

	private final OutboxEntry[] entries = new OutboxEntry[BATCH];

	/** Messages that are in flight all the time. */
	@Param({ "0", "1000", "1000000" })
	private int inFlight;

	@Setup
	public void fill() {
		this.outbox.connected(0);
		for (int i = 0; i < this.inFlight; i++) {
			this.outbox.add(entry());
		}
		this.outbox.markSent(this.inFlight);
		for (int i = 0; i < BATCH; i++) {
			this.entries[i] = entry();
		}
	}

	private static OutboxEntry entry() {
		return new OutboxEntry(new byte[0], 0, 0, null, null);
	}

	@Benchmark
	@OperationsPerInvocation(BATCH)
	public long batchOfAThousand() {
		for (OutboxEntry entry : this.entries) {
			this.outbox.add(entry);
		}
		this.outbox.markSent(BATCH);
		for (int i = 0; i < BATCH; i++) {
			OutboxEntry done = this.outbox.acknowledge(this.outbox.expectedAck());
			if (done == null) {
				throw new IllegalStateException("an ack does not fit");
			}
			this.entries[i] = done;
		}
		return this.outbox.lastNumber();
	}

}
