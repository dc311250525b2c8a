package io.ydbtopic.broker.topic;

/**
 * Bytes over three windows. Immutable.
 *
 * @param perMinute in the last minute
 * @param perHour in the last hour
 * @param perDay in the last day
 */
public record Traffic(long perMinute, long perHour, long perDay) {

	/** No bytes at all. */
	public static final Traffic NONE = new Traffic(0, 0, 0);

	/**
	 * Adds two.
	 * @param other the other
	 * @return the sum
	 */
	public Traffic plus(Traffic other) {
		return new Traffic(this.perMinute + other.perMinute, this.perHour + other.perHour, this.perDay + other.perDay);
	}

}
