package io.ydbtopic.client.error;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A message can't be decompressed or deserialized. It belongs to this message alone;
 * the\n * stream goes on.
 */
public class MessageUnreadableException extends TopicException {

	private static final long serialVersionUID = 1L;

	public MessageUnreadableException(String message, @Nullable Throwable cause) {
		super(message, StatusCode.CLIENT_INTERNAL, List.of(), RetryVerdict.FATAL, cause);
	}

	public MessageUnreadableException(String message) {
		this(message, null);
	}

}
