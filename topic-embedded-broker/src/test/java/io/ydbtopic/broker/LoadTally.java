package io.ydbtopic.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What writers and readers of a load have seen. Safe for use by many threads.
 */
final class LoadTally {

	private static final int VIOLATIONS_MAX = 20;

	private final int partitions;

	private final AtomicLongArray committed;

	private final AtomicLong expected = new AtomicLong(Long.MAX_VALUE);

	private final AtomicLong ackedMessages = new AtomicLong();

	private final AtomicLong ackedBytes = new AtomicLong();

	private final AtomicLong readMessages = new AtomicLong();

	private final AtomicLong readBytes = new AtomicLong();

	private final List<String> violations = new CopyOnWriteArrayList<>();

	private final CountDownLatch done = new CountDownLatch(1);

	LoadTally(int topics, int partitions) {
		this.partitions = partitions;
		this.committed = new AtomicLongArray(topics * partitions);
	}

	void expect(long messages) {
		this.expected.set(messages);
		check();
	}

	void acked(long bytes) {
		this.ackedMessages.incrementAndGet();
		this.ackedBytes.addAndGet(bytes);
	}

	void read(long bytes) {
		this.readMessages.incrementAndGet();
		this.readBytes.addAndGet(bytes);
	}

	void committed(int topic, long partition, long offset) {
		int index = topic * this.partitions + (int) partition;
		this.committed.accumulateAndGet(index, offset, Math::max);
		check();
	}

	void violation(String text) {
		if (this.violations.size() < VIOLATIONS_MAX) {
			this.violations.add(text);
		}
	}

	private void check() {
		if (committed() >= this.expected.get()) {
			this.done.countDown();
		}
	}

	boolean awaitDone(Duration patience) throws InterruptedException {
		return this.done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
	}

	boolean isDone() {
		return this.done.getCount() == 0;
	}

	long committed() {
		long sum = 0;
		for (int i = 0; i < this.committed.length(); i++) {
			sum += this.committed.get(i);
		}
		return sum;
	}

	long ackedBytes() {
		return this.ackedBytes.get();
	}

	long readBytes() {
		return this.readBytes.get();
	}

	List<String> violations() {
		return List.copyOf(this.violations);
	}

	@Override
	public String toString() {
		return this.expected.get() + " messages to write, " + this.ackedMessages.get() + " acknowledged, "
				+ this.readMessages.get() + " read (repeats included), " + committed() + " committed";
	}

}
