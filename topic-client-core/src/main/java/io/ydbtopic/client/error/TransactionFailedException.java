package io.ydbtopic.client.error;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A transaction has come to nothing, or nobody knows. What it wrote is not visible, what
 * it read is read again, unless {@link #isOutcomeUnknown()}. Whether a new one may
 * succeed is told by {@link #verdict()}.
 */
public class TransactionFailedException extends TopicException {

	private static final long serialVersionUID = 1;

	private final boolean outcomeUnknown;

	public TransactionFailedException(String message, StatusCode status, List<Issue> issues, RetryVerdict verdict,
			boolean outcomeUnknown, @Nullable Throwable cause) {
		super(message, status, issues, verdict, cause);
		this.outcomeUnknown = outcomeUnknown;
	}

	/**
	 * Whether the commit was sent and its answer got lost: the transaction may have taken
	 * effect. A reader whose messages were in it reads on from where the server says, so
	 * that their effect is visible once in either case.
	 */
	public boolean isOutcomeUnknown() {
		return this.outcomeUnknown;
	}

}
