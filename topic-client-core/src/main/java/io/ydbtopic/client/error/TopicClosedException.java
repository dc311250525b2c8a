package io.ydbtopic.client.error;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The client, writer or reader was closed, or has failed for good; then the cause tells
 * why.
 */
public class TopicClosedException extends TopicException {

	private static final long serialVersionUID = 1L;

	public TopicClosedException(String message, @Nullable Throwable cause) {
		super(message, StatusCode.CLIENT_CLOSED, List.of(), RetryVerdict.FATAL, cause);
	}

	public TopicClosedException(String message) {
		this(message, null);
	}

}
