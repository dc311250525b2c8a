package io.ydbtopic.client.internal.read;

import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.client.observe.ReaderCounters;

/**
 * Counts of one reader. Changed on the loop alone where nothing else is said, read from
 * any thread.
 */
final class ReaderMeters {

	final AtomicLong received = new AtomicLong();

	final AtomicLong delivered = new AtomicLong();

	final AtomicLong bytesReceived = new AtomicLong();

	final AtomicLong readRequests = new AtomicLong();

	final AtomicLong commits = new AtomicLong();

	/** Raised from any thread. */
	final AtomicLong commitsFailed = new AtomicLong();

	final AtomicLong partitions = new AtomicLong();

	final AtomicLong held = new AtomicLong();

	/** Negative while unknown. */
	final AtomicLong lagMessages = new AtomicLong(-1);

	/** Negative while unknown. */
	final AtomicLong lagMillis = new AtomicLong(-1);

	final AtomicLong handovers = new AtomicLong();

	final AtomicLong longestHandoverMillis = new AtomicLong();

	final AtomicLong replays = new AtomicLong();

	final AtomicLong lastDataMillis = new AtomicLong();

	final AtomicLong lastCommitMillis = new AtomicLong();

	static void raise(AtomicLong count, long by) {
		count.lazySet(count.getPlain() + by);
	}

	ReaderCounters snapshot(long bufferLimit) {
		return new ReaderCounters(this.received.get(), this.delivered.get(), this.bytesReceived.get(),
				this.readRequests.get(), this.commits.get(), this.commitsFailed.get(), (int) this.partitions.get(),
				this.held.get(), bufferLimit, this.lastDataMillis.get(), this.lastCommitMillis.get(),
				this.lagMessages.get(), this.lagMillis.get(), this.handovers.get(), this.longestHandoverMillis.get(),
				this.replays.get());
	}

}
