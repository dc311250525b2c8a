package io.ydbtopic.client;

import java.time.Duration;
import java.time.Instant;

/**
 * How far behind a partition is, as the server said at one moment.
 *
 * @param committedOffset first offset that is not committed
 * @param readOffset first offset that this reader was not sent, as far as is known
 * @param endOffset offset of the next message of the partition
 * @param writtenUpTo everything that was written before this has been sent to this
 * reader; the time of the answer, by the server's clock, if that is all there is
 * @param timeBehind age of the oldest message that was not handed to the application;
 * zero if there is none. The server's clock and this machine's take part, so that their
 * difference goes into it; never negative
 * @param at when the answer came
 */
public record PartitionLag(long committedOffset, long readOffset, long endOffset, Instant writtenUpTo,
		Duration timeBehind, Instant at) {

	/**
	 * Messages that are written and not committed, those included that retention has
	 * removed.
	 */
	public long messages() {
		return Math.max(0, this.endOffset - this.committedOffset);
	}

	/**
	 * Messages that are written and were not sent to this reader.
	 */
	public long unread() {
		return Math.max(0, this.endOffset - this.readOffset);
	}

}
