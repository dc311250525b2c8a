package io.ydbtopic.client.internal.stream;

import java.time.Duration;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.TopicException;

/**
 * Judges failures and tells delays. Pure but for the randomness of the delay.
 */
public interface ReconnectPolicy {

	/**
	 * What to do about a failure.
	 * @param everConnected whether a handshake has succeeded before
	 * @param attempt failures in a row before this one
	 */
	RetryVerdict judge(TopicException error, boolean everConnected, int attempt);

	/**
	 * How long to wait before the next attempt.
	 * @param attempt failures in a row before this one
	 */
	Duration delay(int attempt, RetryVerdict verdict);

	/**
	 * How long a connection that moved no data must live until it counts as healthy.
	 */
	Duration healthyAfter();

}
