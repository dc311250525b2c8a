package io.ydbtopic.client.internal.write;

import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.client.observe.WriterCounters;

/**
 * Counts of one writer. Raised on the loop alone, read from any thread.
 */
public final class WriterMeters {

	final AtomicLong written = new AtomicLong();

	final AtomicLong acknowledged = new AtomicLong();

	final AtomicLong failed = new AtomicLong();

	final AtomicLong bytesWritten = new AtomicLong();

	final AtomicLong bytesSent = new AtomicLong();

	final AtomicLong requests = new AtomicLong();

	final AtomicLong lastAckMillis = new AtomicLong();

	/** Only one thread raises a count, so a plain read and an ordered write do. */
	static void raise(AtomicLong count, long by) {
		count.lazySet(count.getPlain() + by);
	}

	/** Messages that came from callers. */
	public void took(long messages, long bytes) {
		raise(this.written, messages);
		raise(this.bytesWritten, bytes);
	}

	/** Messages that were acknowledged without a stream's doing. */
	public void acknowledged(long messages) {
		raise(this.acknowledged, messages);
	}

	/** Messages that failed. */
	public void failed(long messages) {
		raise(this.failed, messages);
	}

	/** The counts as of now; from any thread. */
	public WriterCounters snapshot(BufferBudget buffer) {
		// Read the parts before the whole, so that what is in flight is never negative.
		long done = this.acknowledged.get() + this.failed.get();
		long taken = this.written.get();
		return new WriterCounters(taken, this.acknowledged.get(), this.failed.get(), this.bytesWritten.get(),
				this.bytesSent.get(), this.requests.get(), Math.max(0, taken - done), buffer.used(), buffer.limit(),
				this.lastAckMillis.get());
	}

}
