package io.ydbtopic.spring.listener;

/**
 * Tells the client to hand out nothing more of a partition: a message there can't be
 * handled.
 */
final class PartitionHeldException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PartitionHeldException(String message) {
		// Not a failure of the code that makes it: a stack trace would only hide the
		// cause.
		super(message, null, false, false);
	}

}
