package io.ydbtopic.client.internal.retry;

import java.util.List;
import java.util.Locale;

import io.ydbtopic.client.error.Issue;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;

/**
 * What to do about each status, the one retry table of the client: try again soon, try
 * again slowly, or give up. Decides by the status; of the issues only "partition is
 * inactive" counts, of the transport's text only "larger than max". Two kinds are retried
 * a bounded number of times in a row, because they may pass but seldom do: a refused
 * token after the stream was connected ({@value #REFUSALS_MAX} times) and a generic error
 * ({@value #GENERIC_MAX} times). Pure; callable from any thread.
 */
public final class ErrorClassifier {

	/**
	 * Time for a provider to renew a token, or for a restarting server to know it again.
	 */
	static final int REFUSALS_MAX = 5;

	/** On the slow scale up to two and a half minutes: longer is no hiccup. */
	static final int GENERIC_MAX = 10;

	private ErrorClassifier() {
	}

	/**
	 * The verdict on a status.
	 * @param issues what the server said about it
	 * @param description what the transport said about it; may be empty
	 */
	public static RetryVerdict verdict(StatusCode status, List<Issue> issues, String description, Situation situation) {
		return switch (status) {
			case SUCCESS, ABORTED, UNAVAILABLE, BAD_SESSION, SESSION_EXPIRED, CANCELLED, UNDETERMINED, SESSION_BUSY,
					CLIENT_STREAM_ENDED, CLIENT_HANDSHAKE_TIMEOUT, CLIENT_ACK_TIMEOUT ->
				RetryVerdict.RETRY_FAST;
			case INTERNAL_ERROR, TIMEOUT, CLIENT_PROTOCOL_VIOLATION, CLIENT_INTERNAL -> RetryVerdict.RETRY_SLOW;
			case UNSPECIFIED, BAD_REQUEST, PRECONDITION_FAILED, ALREADY_EXISTS, NOT_FOUND, UNSUPPORTED, EXTERNAL_ERROR,
					CLIENT_CLOSED, CLIENT_INSECURE ->
				RetryVerdict.FATAL;
			// A split is no overload: the topology is read again at once.
			case OVERLOADED -> issues.stream().anyMatch((issue) -> issue.has(Issue.PARTITION_INACTIVE))
					? RetryVerdict.RETRY_FAST : RetryVerdict.RETRY_SLOW;
			case SCHEME_ERROR -> slowIf(situation.waitForTopic());
			case GENERIC_ERROR -> slowIf(situation.sameBefore() < GENERIC_MAX);
			case UNAUTHORIZED -> refused(situation);
			default -> ofTransport(status, description, situation);
		};
	}

	private static RetryVerdict ofTransport(StatusCode status, String description, Situation situation) {
		if (isTooLarge(description)) {
			return RetryVerdict.FATAL;
		}
		return switch (status) {
			case TRANSPORT_UNAVAILABLE, TRANSPORT_CANCELLED, TRANSPORT_INTERNAL, TRANSPORT_ABORTED ->
				RetryVerdict.RETRY_FAST;
			case TRANSPORT_DEADLINE_EXCEEDED, TRANSPORT_RESOURCE_EXHAUSTED, TRANSPORT_UNKNOWN, TRANSPORT_DATA_LOSS ->
				RetryVerdict.RETRY_SLOW;
			case TRANSPORT_UNAUTHENTICATED, TRANSPORT_PERMISSION_DENIED -> refused(situation);
			// Invalid argument, not found, already exists, failed precondition, out of
			// range,
			// unimplemented: the same request fails again.
			default -> RetryVerdict.FATAL;
		};
	}

	private static RetryVerdict refused(Situation situation) {
		return slowIf(situation.everConnected() && situation.sameBefore() < REFUSALS_MAX);
	}

	private static RetryVerdict slowIf(boolean condition) {
		return condition ? RetryVerdict.RETRY_SLOW : RetryVerdict.FATAL;
	}

	/**
	 * Whether a text of the transport says that a message was above a limit, so that
	 * sending it again fails again; each implementation of gRPC has its own words for it.
	 */
	public static boolean isTooLarge(String description) {
		String text = description.toLowerCase(Locale.ROOT);
		return text.contains("larger than max") || text.contains("exceeds maximum size");
	}

}
