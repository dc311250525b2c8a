package io.ydbtopic.broker.session;

import com.google.protobuf.Timestamp;

/**
 * Times of messages, which have milliseconds. Pure functions, for any thread.
 */
public final class Times {

	private static final int NANOS_PER_MILLI = 1_000_000;

	private Times() {
	}

	/**
	 * To the wire.
	 * @param millis milliseconds of the epoch
	 * @return the same time
	 */
	public static Timestamp timestamp(long millis) {
		return Timestamp.newBuilder()
			.setSeconds(Math.floorDiv(millis, 1_000L))
			.setNanos(Math.floorMod(millis, 1_000) * NANOS_PER_MILLI)
			.build();
	}

	/**
	 * From the wire, cut to milliseconds.
	 * @param timestamp a time
	 * @return milliseconds of the epoch
	 */
	public static long millis(Timestamp timestamp) {
		return timestamp.getSeconds() * 1_000 + timestamp.getNanos() / NANOS_PER_MILLI;
	}

}
