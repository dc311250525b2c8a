package io.ydbtopic.client.internal.admin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;

/**
 * Whether the refusal of a repeated request means that an earlier attempt, whose answer
 * did not arrive, has been carried out: a drop that finds nothing, a consumer that is
 * there already. Called on the loop of the request.
 */
@FunctionalInterface
interface LostAnswer {

	/** For requests that can be repeated without harm: a refusal is one. */
	LostAnswer NEVER = (refusal, timeLeft) -> CompletableFuture.completedFuture(false);

	/**
	 * Finds out.
	 * @param timeLeft most time for it
	 * @return whether what was asked for is done; a failure leaves the refusal as it is
	 */
	CompletableFuture<Boolean> wasDone(TopicException refusal, Duration timeLeft);

	/**
	 * Whether a request that failed like this may have been carried out. All other
	 * statuses of the server say that it was not.
	 */
	static boolean isPossibleAfter(StatusCode status) {
		return switch (status) {
			case UNDETERMINED, TIMEOUT, CANCELLED, INTERNAL_ERROR, CLIENT_PROTOCOL_VIOLATION, TRANSPORT_CANCELLED,
					TRANSPORT_UNKNOWN, TRANSPORT_DEADLINE_EXCEEDED, TRANSPORT_RESOURCE_EXHAUSTED, TRANSPORT_ABORTED,
					TRANSPORT_INTERNAL, TRANSPORT_UNAVAILABLE, TRANSPORT_DATA_LOSS ->
				true;
			default -> false;
		};
	}

}
