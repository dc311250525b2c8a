package io.ydbtopic.client.admin;

/**
 * Bytes that went through, as the server has counted them up to now.
 *
 * @param lastMinute bytes of the last minute
 * @param lastHour bytes of the last hour
 * @param lastDay bytes of the last day
 */
public record Traffic(long lastMinute, long lastHour, long lastDay) {

	/** No bytes; also what is not known. */
	public static final Traffic NONE = new Traffic(0, 0, 0);

}
