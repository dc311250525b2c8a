package io.ydbtopic.cli;

import java.io.IOException;

/** Nobody reads standard output any more. */
final class OutputClosedException extends RuntimeException {

	private static final long serialVersionUID = 1;

	OutputClosedException(IOException cause) {
		super("standard output is closed: " + cause.getMessage(), cause);
	}

}
