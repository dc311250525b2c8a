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

	/** Longer texts lose their middle. */
	private static final int TEXT_CHARS_MAX = 4_000;

	private final StatusCode status;

	private final int issueCode;

	/** Where in a query; the default instance when it is about none. */
	private final IssueMessage.Position position;

	/**
	 * Refuses with a status and any issue code.
	 * @param status what the client decides on
	 * @param issueCode the number of the issue
	 * @param message what was wrong, what came, what is expected
	 */
	public RejectedException(StatusCode status, int issueCode, String message) {
		this(status, issueCode, message, IssueMessage.Position.getDefaultInstance());
	}

	private RejectedException(StatusCode status, int issueCode, String message, IssueMessage.Position position) {
		super(clipped(message), null, false, false);
		this.status = status;
		this.issueCode = issueCode;
		this.position = position;
	}

	/** Texts quote what the client sent, which may be of any size. */
	private static String clipped(String message) {
		return (message.length() <= TEXT_CHARS_MAX) ? message : message.substring(0, TEXT_CHARS_MAX / 2) + " … "
				+ message.substring(message.length() - TEXT_CHARS_MAX / 2);
	}

	/**
	 * Refuses a query that is not well formed.
	 * @param row the line, from 1
	 * @param column the place in the line, from 1
	 * @param message what was wrong, what came, what is expected
	 * @return the exception to throw
	 */
	public static RejectedException syntax(int row, int column, String message) {
		return atPosition(StatusCode.GENERIC_ERROR, row, column, message);
	}

	/**
	 * Refuses a query that asks for what this broker does not have.
	 * @param row the line, from 1
	 * @param column the place in the line, from 1
	 * @param message what was wrong, what came, what is expected
	 * @return the exception to throw
	 */
	public static RejectedException unsupportedQuery(int row, int column, String message) {
		return atPosition(StatusCode.UNSUPPORTED, row, column, message);
	}

	private static RejectedException atPosition(StatusCode status, int row, int column, String message) {
		return new RejectedException(status, status.getNumber(), row + ":" + column + " " + message,
				IssueMessage.Position.newBuilder().setRow(row).setColumn(column).build());
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
	 * Refuses the commit of a transaction, which may be tried again as a whole.
	 * @param transaction the transaction
	 * @param reason why
	 * @return the exception to throw
	 */
	public static RejectedException aborted(String transaction, String reason) {
		return new RejectedException(StatusCode.ABORTED, StatusCode.ABORTED.getNumber(),
				"Transaction " + transaction + " is aborted: " + reason + " (begin a new transaction)");
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
		IssueMessage.Builder issue = IssueMessage.newBuilder()
			.setMessage(text())
			.setSeverity(SEVERITY_ERROR)
			.setIssueCode(this.issueCode);
		if (this.position.getRow() > 0) {
			issue.setPosition(this.position);
		}
		return issue.build();
	}

}
