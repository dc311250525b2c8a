package io.ydbtopic.client.internal.retry;

/**
 * What else decides about a failure, beside the failure itself.
 *
 * @param everConnected whether the stream has ever been connected
 * @param sameBefore failures with the same status in a row before this one
 * @param waitForTopic whether a missing topic is waited for
 */
public record Situation(boolean everConnected, int sameBefore, boolean waitForTopic) {

	/** The first failure of something that was never connected. */
	public static final Situation FIRST = new Situation(false, 0, false);

}
