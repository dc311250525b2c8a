package io.ydbtopic.client.internal.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.StreamFailure;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.TopicException;
import org.jspecify.annotations.Nullable;

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
	 * Asks the application, on its own threads, whether to give up after all on what is
	 * about to be retried.
	 * @return true to give up; null if nobody is asked
	 */
	default @Nullable CompletableFuture<Boolean> veto(StreamFailure failure) {
		return null;
	}

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
