package io.ydbtopic.sample;

/**
 * An order that no retry can mend.
 */
class InvalidOrderException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	InvalidOrderException(String message) {
		super(message);
	}

}
