package io.ydbtopic.client.error;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The message itself can't be written: too large, metadata above the limit, a sequence\n
 * * number out of order, or a codec or serializer that failed. Other messages go on.
 */
public class MessageRejectedException extends TopicException {

	private static final long serialVersionUID = 1L;

	public MessageRejectedException(String message, @Nullable Throwable cause) {
		super(message, StatusCode.BAD_REQUEST, List.of(), RetryVerdict.FATAL, cause);
	}

	public MessageRejectedException(String message) {
		this(message, null);
	}

}
