package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.client.observe.WriteStatistics;
import io.ydbtopic.client.observe.WriterCounters;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import org.jspecify.annotations.Nullable;

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

	/**
	 * As the server sent it, and taken apart when somebody asks; null before the first.
	 */
	volatile WriteResponse.@Nullable WriteStatistics statistics;

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

	/** What the server said last; null if nothing. From any thread. */
	@Nullable WriteStatistics statistics() {
		WriteResponse.WriteStatistics last = this.statistics;
		return (last == null) ? null
				: new WriteStatistics(duration(last.getPersistingTime()), duration(last.getMinQueueWaitTime()),
						duration(last.getMaxQueueWaitTime()), duration(last.getPartitionQuotaWaitTime()),
						duration(last.getTopicQuotaWaitTime()));
	}

	private static Duration duration(com.google.protobuf.Duration time) {
		return Duration.ofSeconds(time.getSeconds(), time.getNanos());
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
