package io.ydbtopic.broker.session;

import com.google.protobuf.Duration;
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
	 * From the wire, cut to milliseconds; what is further off than they reach is as far
	 * as they reach.
	 * @param timestamp a time
	 * @return milliseconds of the epoch
	 */
	public static long millis(Timestamp timestamp) {
		return millis(timestamp.getSeconds(), timestamp.getNanos());
	}

	/**
	 * From the wire, cut to milliseconds in the same way.
	 * @param duration a duration
	 * @return milliseconds
	 */
	static long millis(Duration duration) {
		return millis(duration.getSeconds(), duration.getNanos());
	}

	private static long millis(long seconds, int nanos) {
		try {
			return Math.addExact(Math.multiplyExact(seconds, 1_000L), nanos / NANOS_PER_MILLI);
		}
		catch (ArithmeticException ex) {
			return (seconds < 0) ? Long.MIN_VALUE : Long.MAX_VALUE;
		}
	}

}
