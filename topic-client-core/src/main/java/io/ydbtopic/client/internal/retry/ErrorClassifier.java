package io.ydbtopic.client.internal.retry;

import java.util.List;
import java.util.Locale;

import io.ydbtopic.client.error.Issue;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;

/**
 * What to do about each status: the one retry table of the client. Pure.
 */
public final class ErrorClassifier {

	/** Failures in a row after which an unclear error is taken to be lasting. */
	static final int UNCLEAR_ATTEMPTS_MAX = 10;

	/** Failures in a row after which a refused token is taken to be wrong. */
	static final int REFUSED_TOKEN_ATTEMPTS_MAX = 5;

	private ErrorClassifier() {
	}

	/**
	 * The verdict on a failure.
	 * @param error what failed; what the client itself decided keeps its verdict
	 */
	public static RetryVerdict judge(TopicException error, Situation situation) {
		return switch (error.status()) {
			case CLIENT_PROTOCOL_VIOLATION, CLIENT_INTERNAL, CLIENT_CLOSED -> error.verdict();
			default -> verdict(error.status(), error.issues(), String.valueOf(error.getMessage()), situation);
		};
	}

	/**
	 * The verdict on a status.
	 * @param issues what the server said about it
	 * @param description what the transport said about it; may be empty
	 */
	public static RetryVerdict verdict(StatusCode status, List<Issue> issues, String description, Situation situation) {
		return switch (status) {
			case SUCCESS, CLIENT_STREAM_ENDED, CLIENT_HANDSHAKE_TIMEOUT, ABORTED, UNAVAILABLE, BAD_SESSION,
					SESSION_EXPIRED, CANCELLED, UNDETERMINED, SESSION_BUSY, TRANSPORT_UNAVAILABLE, TRANSPORT_CANCELLED,
					TRANSPORT_INTERNAL, TRANSPORT_ABORTED ->
				RetryVerdict.RETRY_FAST;
			// A split is no overload: the topology is read again at once.
			case OVERLOADED -> issues.stream().anyMatch((issue) -> issue.has(Issue.PARTITION_INACTIVE))
					? RetryVerdict.RETRY_FAST : RetryVerdict.RETRY_SLOW;
			case INTERNAL_ERROR, TIMEOUT, TRANSPORT_DEADLINE_EXCEEDED, TRANSPORT_UNKNOWN -> RetryVerdict.RETRY_SLOW;
			case GENERIC_ERROR -> upTo(situation.sameBefore(), UNCLEAR_ATTEMPTS_MAX);
			case TRANSPORT_RESOURCE_EXHAUSTED -> isTooLarge(description) ? RetryVerdict.FATAL : RetryVerdict.RETRY_SLOW;
			case UNAUTHORIZED, TRANSPORT_UNAUTHENTICATED -> situation.everConnected()
					? upTo(situation.sameBefore(), REFUSED_TOKEN_ATTEMPTS_MAX) : RetryVerdict.FATAL;
			case SCHEME_ERROR -> situation.waitForTopic() ? RetryVerdict.RETRY_SLOW : RetryVerdict.FATAL;
			case UNSPECIFIED, BAD_REQUEST, PRECONDITION_FAILED, ALREADY_EXISTS, NOT_FOUND, UNSUPPORTED, EXTERNAL_ERROR,
					TRANSPORT_INVALID_ARGUMENT, TRANSPORT_NOT_FOUND, TRANSPORT_ALREADY_EXISTS,
					TRANSPORT_PERMISSION_DENIED, TRANSPORT_FAILED_PRECONDITION, TRANSPORT_OUT_OF_RANGE,
					TRANSPORT_UNIMPLEMENTED, TRANSPORT_DATA_LOSS, CLIENT_PROTOCOL_VIOLATION, CLIENT_INTERNAL,
					CLIENT_CLOSED ->
				RetryVerdict.FATAL;
		};
	}

	/**
	 * Whether a message is above a limit of the transport: sending it again fails again.
	 */
	public static boolean isTooLarge(String description) {
		return description.toLowerCase(Locale.ROOT).contains("larger than max");
	}

	private static RetryVerdict upTo(int attempt, int most) {
		return (attempt < most) ? RetryVerdict.RETRY_SLOW : RetryVerdict.FATAL;
	}

}
