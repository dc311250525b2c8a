package io.ydbtopic.client.error;

import java.util.List;

/**
 * A message gave up its place in a full buffer to a newer one, before it was ever sent
 * ({@link io.ydbtopic.client.BufferFull#DROP_OLDEST}).
 */
public class MessageDroppedException extends TopicException {

	private static final long serialVersionUID = 1L;

	public MessageDroppedException(String message) {
		super(message, StatusCode.OVERLOADED, List.of(), RetryVerdict.RETRY_SLOW, null);
	}

}
