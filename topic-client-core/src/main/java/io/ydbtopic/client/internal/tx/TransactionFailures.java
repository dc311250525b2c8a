package io.ydbtopic.client.internal.tx;

import java.util.List;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.client.internal.runtime.Waits;
import org.jspecify.annotations.Nullable;

/**
 * What the failure of a step means for its transaction: the verdict is about a new one,
 * for a step is never repeated. Pure; callable from any thread.
 */
final class TransactionFailures {

	private TransactionFailures() {
	}

	/** There was no session to begin it on. */
	static TransactionFailedException notBegun(String what, @Nullable Throwable error) {
		return of(what, error, false, false);
	}

	/** A step failed. */
	static TransactionFailedException failed(String what, @Nullable Throwable error, boolean outcomeUnknown) {
		return of(what, error, outcomeUnknown, true);
	}

	private static TransactionFailedException of(String what, @Nullable Throwable error, boolean outcomeUnknown,
			boolean hadSession) {
		Throwable cause = Waits.unwrap((error != null) ? error : new IllegalStateException("neither answer nor error"));
		if (cause instanceof TransactionFailedException known && known.isOutcomeUnknown() == outcomeUnknown) {
			return known;
		}
		if (!(cause instanceof TopicException known)) {
			return new TransactionFailedException(what + ": " + cause, StatusCode.CLIENT_INTERNAL, List.of(),
					RetryVerdict.FATAL, outcomeUnknown, cause);
		}
		return new TransactionFailedException(what + ": " + known.getMessage(), known.status(), known.issues(),
				hadSession ? verdict(known) : known.verdict(), outcomeUnknown, known);
	}

	/**
	 * A session or a transaction that is not found is gone, with its node or by its age:
	 * another one is not.
	 */
	private static RetryVerdict verdict(TopicException failure) {
		return (failure.status() == StatusCode.NOT_FOUND) ? RetryVerdict.RETRY_FAST : failure.verdict();
	}

	/** The end of a session that the server has given a moment ago. */
	static TopicException ofSession(TopicException failure) {
		RetryVerdict verdict = verdict(failure);
		return (verdict == failure.verdict()) ? failure : new TopicException(String.valueOf(failure.getMessage()),
				failure.status(), failure.issues(), verdict, failure);
	}

	/** Whether an answer to a commit leaves open what became of it. */
	static boolean leavesOpen(StatusCode answer) {
		return switch (answer) {
			case UNDETERMINED, TIMEOUT, CANCELLED, UNAVAILABLE, INTERNAL_ERROR, UNSPECIFIED -> true;
			default -> false;
		};
	}

	static boolean isOutcomeUnknown(Throwable error) {
		return Waits.unwrap(error) instanceof TransactionFailedException known && known.isOutcomeUnknown();
	}

}
