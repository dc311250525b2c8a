package io.ydbtopic.cli;

import org.jspecify.annotations.Nullable;

/** A command could not do its work; the message is all that the user sees. */
final class CommandFailedException extends RuntimeException {

	private static final long serialVersionUID = 1;

	CommandFailedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
