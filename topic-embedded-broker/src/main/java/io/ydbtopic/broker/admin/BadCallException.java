package io.ydbtopic.broker.admin;

/**
 * A call is refused; the text says what was wrong and what is expected.
 */
final class BadCallException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	BadCallException(int status, String message) {
		super(message, null, false, false);
		this.status = status;
	}

	static BadCallException badRequest(String message) {
		return new BadCallException(400, message);
	}

	int status() {
		return this.status;
	}

}
