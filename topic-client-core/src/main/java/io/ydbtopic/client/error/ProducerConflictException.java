package io.ydbtopic.client.error;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Another writer uses the same producer id: the server has stored sequence numbers that\n
 * * this writer never gave.
 */
public class ProducerConflictException extends TopicException {

	private static final long serialVersionUID = 1L;

	public ProducerConflictException(String message, @Nullable Throwable cause) {
		super(message, StatusCode.PRECONDITION_FAILED, List.of(), RetryVerdict.FATAL, cause);
	}

	public ProducerConflictException(String message) {
		this(message, null);
	}

}
