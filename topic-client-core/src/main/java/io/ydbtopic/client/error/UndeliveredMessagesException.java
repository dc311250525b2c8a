package io.ydbtopic.client.error;

import java.util.List;

import io.ydbtopic.client.WriterCloseReport;

/**
 * A writer was closed with messages that the server has not acknowledged. They may or may
 * not be stored.
 */
public class UndeliveredMessagesException extends TopicException {

	private static final long serialVersionUID = 1L;

	private final transient WriterCloseReport report;

	public UndeliveredMessagesException(String message, WriterCloseReport report) {
		super(message, StatusCode.CLIENT_CLOSED, List.of(), RetryVerdict.FATAL, report.cause());
		this.report = report;
	}

	/**
	 * How many messages were left, with which sequence numbers.
	 */
	public WriterCloseReport report() {
		return this.report;
	}

}
