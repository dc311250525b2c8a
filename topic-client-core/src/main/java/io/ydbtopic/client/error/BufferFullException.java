package io.ydbtopic.client.error;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The writer's buffer had no room for a message within the allowed time. Nothing of the\n
 * * message was taken; try again later or slow down.
 */
public class BufferFullException extends TopicException {

	private static final long serialVersionUID = 1L;

	public BufferFullException(String message, @Nullable Throwable cause) {
		super(message, StatusCode.OVERLOADED, List.of(), RetryVerdict.RETRY_SLOW, cause);
	}

	public BufferFullException(String message) {
		this(message, null);
	}

}
