package io.ydbtopic.spring.console;

import org.springframework.http.HttpStatus;

/**
 * A request that the console refuses, with what is told to its user.
 */
final class ConsoleException extends RuntimeException {

	private static final long serialVersionUID = 1;

	private final HttpStatus status;

	ConsoleException(HttpStatus status, String message) {
		super(message);
		this.status = status;
	}

	HttpStatus status() {
		return this.status;
	}

}
