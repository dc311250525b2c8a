package io.ydbtopic.broker.topic;

/**
 * Bytes in the last minute, hour and day. Safe for use by many threads.
 */
final class ByteWindows {

	private final SlidingSum minute = new SlidingSum(1_000, 60);

	private final SlidingSum hour = new SlidingSum(60_000, 60);

	private final SlidingSum day = new SlidingSum(3_600_000, 24);

	synchronized void add(long nowMillis, long bytes) {
		this.minute.add(nowMillis, bytes);
		this.hour.add(nowMillis, bytes);
		this.day.add(nowMillis, bytes);
	}

	synchronized Traffic snapshot(long nowMillis) {
		return new Traffic(this.minute.sum(nowMillis), this.hour.sum(nowMillis), this.day.sum(nowMillis));
	}

}
