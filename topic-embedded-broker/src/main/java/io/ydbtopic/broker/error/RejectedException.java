package io.ydbtopic.broker.error;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.issue.IssueMessage;

/**
 * A request or a stream is refused: the status, the issue and the text that the client
 * gets. It is an expected outcome of checking what a client sent, so it carries no stack
 * trace. Immutable, for any thread.
 */
public final class RejectedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Severity of an error in the issues of an answer. */
	private static final int SEVERITY_ERROR = 1;

	private final StatusCode status;

	private final int issueCode;

	/**
	 * Refuses with a status and any issue code.
	 * @param status what the client decides on
	 * @param issueCode the number of the issue
	 * @param message what was wrong, what came, what is expected
	 */
	public RejectedException(StatusCode status, int issueCode, String message) {
		super(message, null, false, false);
		this.status = status;
		this.issueCode = issueCode;
	}

	/**
	 * Refuses with an issue and the status that belongs to it.
	 * @param issue the issue
	 * @param message what was wrong, what came, what is expected
	 */
	public RejectedException(IssueCode issue, String message) {
		this(issue.status(), issue.number(), message);
	}

	/**
	 * Refuses a request that breaks the protocol.
	 * @param message what was wrong, what came, what is expected
	 * @return the exception to throw
	 */
	public static RejectedException badRequest(String message) {
		return new RejectedException(IssueCode.BAD_REQUEST, message);
	}

	/**
	 * Refuses because of a path or an object of the scheme.
	 * @param message what was wrong, what came, what is expected
	 * @return the exception to throw
	 */
	public static RejectedException scheme(String message) {
		return new RejectedException(IssueCode.SCHEMA_ERROR, message);
	}

	/**
	 * Refuses because the topic does not exist.
	 * @param path the path that was asked for
	 * @return the exception to throw
	 */
	public static RejectedException unknownTopic(String path) {
		return new RejectedException(IssueCode.UNKNOWN_TOPIC,
				"Topic '" + path + "' does not exist or is not a topic (create it first)");
	}

	/**
	 * The status that the client decides on.
	 * @return the status
	 */
	public StatusCode status() {
		return this.status;
	}

	/**
	 * The text that the client gets.
	 * @return the message, never null
	 */
	public String text() {
		return String.valueOf(getMessage());
	}

	/**
	 * The one issue of the answer.
	 * @return text, severity and code
	 */
	public IssueMessage issue() {
		return IssueMessage.newBuilder()
			.setMessage(text())
			.setSeverity(SEVERITY_ERROR)
			.setIssueCode(this.issueCode)
			.build();
	}

}
