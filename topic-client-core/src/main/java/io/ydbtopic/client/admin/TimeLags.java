package io.ydbtopic.client.admin;

import java.time.Duration;

/**
 * How far reading is behind, in time. Zero where the server does not tell.
 *
 * @param read most time between the writing and the reading of a message that was read in
 * the last minute
 * @param write most time between the making and the writing of a message that was read in
 * the last minute
 * @param committed age of the last message that was committed
 */
public record TimeLags(Duration read, Duration write, Duration committed) {

	/** Nothing is behind; also what is not known. */
	public static final TimeLags NONE = new TimeLags(Duration.ZERO, Duration.ZERO, Duration.ZERO);

}
