package io.ydbtopic.client.error;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The topic does not allow the codec that the writer was set up with.
 */
public class CodecNotAllowedException extends TopicException {

	private static final long serialVersionUID = 1L;

	public CodecNotAllowedException(String message, @Nullable Throwable cause) {
		super(message, StatusCode.BAD_REQUEST, List.of(), RetryVerdict.FATAL, cause);
	}

	public CodecNotAllowedException(String message) {
		this(message, null);
	}

}
