package io.ydbtopic.client.error;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A wait ended at its deadline. What was waited for may still happen.
 */
public class WaitTimeoutException extends TopicException {

	private static final long serialVersionUID = 1L;

	public WaitTimeoutException(String message, @Nullable Throwable cause) {
		super(message, StatusCode.TIMEOUT, List.of(), RetryVerdict.RETRY_SLOW, cause);
	}

	public WaitTimeoutException(String message) {
		this(message, null);
	}

}
