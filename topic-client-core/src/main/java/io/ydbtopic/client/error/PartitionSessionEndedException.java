package io.ydbtopic.client.error;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A commit came after the partition session that delivered the message had ended: the
 * partition belongs to another session now, and the message will be delivered again
 * there.
 */
public class PartitionSessionEndedException extends TopicException {

	private static final long serialVersionUID = 1L;

	public PartitionSessionEndedException(String message, @Nullable Throwable cause) {
		super(message, StatusCode.CLIENT_CLOSED, List.of(), RetryVerdict.FATAL, cause);
	}

	public PartitionSessionEndedException(String message) {
		this(message, null);
	}

}
